// Input: a sequence of calls of the C interface with their arguments, a byte at a time: see calls.h. Whatever
// is called in whatever order and with whatever arguments, the answer is a status with a text, nothing leaks,
// and no promise of lode.h is broken.

#include "fuzz/calls.h"

namespace lode::fuzz {

namespace {

Options few_candidates() {
  Options options = make_options();
  // A fit is not what is looked at here.
  LODE_MUST(lode_options_set(options.get(), "strategy.bayesian.candidates", "16", nullptr) == LODE_OK);
  LODE_MUST(lode_options_set(options.get(), "strategy.bayesian.restarts", "0", nullptr) == LODE_OK);
  LODE_MUST(lode_options_set(options.get(), "strategy.bayesian.refined", "1", nullptr) == LODE_OK);
  return options;
}

}  // namespace

Machine::Machine(const std::uint8_t* data, std::size_t size)
    : in_(data, size), context_(make_context()), options_(few_candidates()), space_(new_space()) {
  stores_.push_back(open_memory(context_.get()));
}

void Machine::run() {
  for (int calls = 0; !in_.empty() && calls < 300; ++calls)
    (this->*instructions()[in_.index(instructions().size())])();
}

const std::vector<Machine::Instruction>& Machine::instructions() {
  static const std::vector<Instruction> all = {
      &Machine::set_option,
      &Machine::get_option,
      &Machine::describe_option,
      &Machine::make_space,
      &Machine::add_real,
      &Machine::add_integer,
      &Machine::add_categorical,
      &Machine::set_step,
      &Machine::set_condition,
      &Machine::open_store,
      &Machine::close_store,
      &Machine::list,
      &Machine::purge,
      &Machine::create_study,
      &Machine::create_from_json,
      &Machine::open_study,
      &Machine::close_study,
      &Machine::ask,
      &Machine::started,
      &Machine::report,
      &Machine::tell,
      &Machine::tell_value,
      &Machine::enqueue,
      &Machine::add,
      &Machine::stop,
      &Machine::interrupt,
      &Machine::counters,
      &Machine::best,
      &Machine::trial,
      &Machine::snapshot,
      &Machine::study_texts,
      &Machine::look_at_trial,
      &Machine::look_at_snapshot,
      &Machine::run_study,
      &Machine::make_launcher,
      &Machine::explain,
  };
  return all;
}

lode_status Machine::check(lode_status status) { return answered(status, error_); }

}  // namespace lode::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lode::fuzz::Machine(data, size).run();
  return 0;
}
