// Calls that change a study.

#include "fuzz/calls.h"

namespace lode::fuzz {

void Machine::ask() {
  std::array<lode_trial*, 4> asked{};
  const auto count = static_cast<std::uint32_t>(in_.index(asked.size() + 1));
  lode_study* study = pick(studies_);
  if (fits_left_ < 0) return;
  lode_counters so_far = LODE_COUNTERS_INIT;
  if (lode_study_counters(study, &so_far, nullptr) == LODE_OK && so_far.completed > 1) --fits_left_;
  std::uint32_t given = 77;
  const lode_status status =
      check(lode_study_ask(study, count, in_.index(16) == 15 ? nullptr : asked.data(), &given, &error_));
  if (status < 0) LODE_MUST(given == 77 && asked[0] == nullptr);
  if (status == LODE_OK) LODE_MUST(given >= 1 && given <= count);
  if (status > 0) LODE_MUST(given == 0);
  for (lode_trial* trial : asked)
    if (trial != nullptr) keep(trials_, LODE_OK, trial);
}

void Machine::started() {
  const std::string directory = name();
  lode_study* study = pick(studies_);
  const std::uint64_t number_of_trial = trial_number();
  const std::int32_t attempt = in_.byte() % 4;
  check(lode_study_started(study, number_of_trial, attempt, text_or_null(directory), &error_));
}

void Machine::report() {
  const std::string metric = in_.index(2) == 0 ? "loss" : name();
  lode_report report = LODE_REPORT_INIT;
  report.struct_size = size_of_struct(sizeof report);
  report.metric = text_or_null(metric);
  report.rank = in_.byte() % 4 - 1;
  report.attempt = in_.byte() % 4;
  report.step = in_.index(8) == 0 ? in_.raw<std::int64_t>() : in_.byte() % 8;
  report.value = number();
  report.time = in_.index(8) == 0 ? number() : 0;
  lode_decision decision = 77;
  lode_study* study = pick(studies_);
  const lode_status status = check(lode_study_report(study, trial_number(), &report, &decision, &error_));
  LODE_MUST((status == LODE_OK) == (decision != 77));
}

void Machine::tell() {
  const std::string metric = in_.index(2) == 0 ? "loss" : name();
  const std::string message = in_.text();
  const lode_value value = {size_of_struct(sizeof value), 0, text_or_null(metric), number()};
  lode_outcome outcome = LODE_OUTCOME_INIT;
  outcome.struct_size = size_of_struct(sizeof outcome);
  outcome.status = in_.byte() % 7 - 1;
  outcome.reason = in_.byte() % 10 - 1;
  outcome.attempt = in_.byte() % 4;
  outcome.message = text_or_null(message);
  lode_study* study = pick(studies_);
  const std::uint64_t number_of_trial = trial_number();
  const std::size_t count = in_.index(3);
  const lode_outcome* how = in_.index(4) == 0 ? nullptr : &outcome;
  check(lode_study_tell(study, number_of_trial, count == 0 ? nullptr : &value, count, how, &error_));
}

void Machine::tell_value() {
  lode_study* study = pick(studies_);
  const std::uint64_t number_of_trial = trial_number();
  check(lode_study_tell_value(study, number_of_trial, number(), &error_));
}

void Machine::enqueue() {
  lode_study* study = pick(studies_);
  const auto values = row(study);
  const double* given = in_.index(16) == 15 ? nullptr : values.data();
  check(lode_study_enqueue(study, given, values.size(), &error_));
}

void Machine::add() {
  lode_study* study = pick(studies_);
  const auto values = row(study);
  const std::string metric = in_.index(2) == 0 ? "loss" : name();
  const lode_value value = {sizeof value, 0, text_or_null(metric), number()};
  std::uint64_t number_of_trial = 77777;
  const lode_status status = check(
      lode_study_add(study, values.data(), values.size(), &value, in_.index(3), &number_of_trial, &error_));
  LODE_MUST((status == LODE_OK) == (number_of_trial != 77777));
}

void Machine::stop() { check(lode_study_stop(pick(studies_), &error_)); }

void Machine::interrupt() { lode_study_interrupt(pick(studies_)); }

}  // namespace lode::fuzz
