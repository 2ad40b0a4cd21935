// Input: a study's record, an event a line: TYPE VERSION PAYLOAD. It is replayed, or refused as a record that
// cannot be read; what was decoded is encoded to something that decodes to the same. A study that it makes
// answers its queries, hands out a trial and takes its result.

#include <charconv>

#include "amt/request.h"
#include "base/error.h"
#include "base/json.h"
#include "fuzz/fuzz.h"
#include "report/describe.h"
#include "study/codec.h"
#include "study/events.h"
#include "study/study.h"

namespace {

using namespace lode;
using namespace lode::fuzz;

std::vector<store::Event> events_of(std::string_view rest) {
  std::vector<store::Event> events;
  while (!rest.empty() && events.size() < 200) {
    std::string_view line = cut(rest, '\n');
    store::Event event;
    event.sequence = events.size() + 1;
    event.type = cut(line, ' ');
    const std::string_view version = cut(line, ' ');
    std::from_chars(version.data(), version.data() + version.size(), event.version);
    event.payload = line;
    events.push_back(event);
  }
  return events;
}

void expect_round_trip(const store::Event& event) {
  try {
    const store::Event once = study::encode(study::decode(event));
    LODE_MUST_SAY(study::encode(study::decode(once)).payload == once.payload, once.payload);
  } catch (const Error& error) {
    LODE_MUST_SAY(error.code() == Code::store, error.what());
  }
}

study::Environment environment() {
  study::Environment environment;
  environment.clock = [] { return 1e9; };
  return environment;
}

/// Fits cost seconds where the options say so; they are another target's.
bool cheap(const study::Definition& d) { return d.strategy_options.empty() && d.parameters.size() <= 20; }

void use(study::Study& study) {
  const auto state = study.snapshot();
  parse_json(report::describe_json(*state, study.now(), study::Quotas()));
  parse_json(report::trials_json(*state, study.now()));
  LODE_MUST(state->pending() <= state->trials().size());
  if (!cheap(state->definition())) return;
  const study::Asked asked = study.ask(2);
  for (const auto& trial : asked.trials) {
    state->space().check(trial->row);
    study.tell(trial->number, study::Ending(), 0.5);
  }
  parse_json(report::trials_json(*study.snapshot(), study.now()));
}

/// A record that is no study's is refused as such; one that is may still ask for what this release cannot do.
std::unique_ptr<study::Study> open(store::Store& store) {
  try {
    return study::Study::open(store, "fuzzed", environment());
  } catch (const Error& error) {
    LODE_MUST_SAY(
        error.code() == Code::store || error.code() == Code::not_found || error.code() == Code::argument,
        error.what());
    return nullptr;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto events = events_of(text_of(data, size));
  for (const auto& event : events) expect_round_trip(event);
  const auto store = store::open_memory_store();
  try {
    store->create("fuzzed", 1)->append(0, events);
  } catch (const Error& error) {  // the store takes text alone
    LODE_MUST_SAY(error.code() == Code::argument, error.what());
    return 0;
  }
  parse_json(report::list_json(*store));
  if (const auto study = open(*store)) use(*study);
  return 0;
}
