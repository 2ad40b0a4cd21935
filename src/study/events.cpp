#include "study/events.h"

#include <array>

#include "base/error.h"
#include "study/codec.h"
#include "study/words.h"

namespace lode::study {

namespace {

// One pair of functions a type: write() makes the payload, read() takes it apart. The table below binds them
// to names.

Json write(const StudyCreated& e) {
  return {{"definition", to_json(e.definition)},
          {"lode_version", e.lode_version},
          {"instruction_set", e.instruction_set}};
}
void read(const Json& j, StudyCreated& e) {
  e.definition = definition_from(j.at("definition"));
  e.lode_version = j.value("lode_version", "");
  e.instruction_set = j.value("instruction_set", "");
}

Json write(const TrialEnqueued& e) { return {{"row", row_to_json(e.row)}}; }
void read(const Json& j, TrialEnqueued& e) { e.row = row_from(j.at("row")); }

Json write(const TrialProposed& e) {
  return {{"trial", e.trial},
          {"row", row_to_json(e.row)},
          {"record", to_json(e.record)},
          {"head", e.head},
          {"from_queue", e.from_queue}};
}
void read(const Json& j, TrialProposed& e) {
  e.trial = integer_of<std::uint64_t>(j.at("trial"), "trial");
  e.row = row_from(j.at("row"));
  e.record = record_from(j.at("record"));
  e.head = integer_of<std::uint64_t>(j.at("head"), "head");
  e.from_queue = j.value("from_queue", false);
}

Json write(const TrialStarted& e) {
  return {{"trial", e.trial}, {"attempt", e.attempt}, {"directory", e.directory}};
}
void read(const Json& j, TrialStarted& e) {
  e.trial = integer_of<std::uint64_t>(j.at("trial"), "trial");
  e.attempt = integer_of<std::int32_t>(j.at("attempt"), "attempt");
  e.directory = j.value("directory", "");
}

Json write(const TrialReported& e) {
  const auto& r = e.report;
  return {{"trial", e.trial}, {"attempt", r.attempt},          {"metric", r.metric},       {"step", r.step},
          {"rank", r.rank},   {"value", json_number(r.value)}, {"at", json_number(r.time)}};
}
void read(const Json& j, TrialReported& e) {
  e.trial = integer_of<std::uint64_t>(j.at("trial"), "trial");
  e.report.attempt = integer_of<std::int32_t>(j.at("attempt"), "attempt");
  e.report.metric = j.at("metric").get<std::string>();
  e.report.step = integer_of<std::int64_t>(j.at("step"), "step");
  e.report.rank = integer_of<std::int32_t>(j.at("rank"), "rank");
  e.report.value = number_of(j.at("value"), "value");
  e.report.time = number_of(j.at("at"), "at");
}

Json write(const TrialEnded& e) {
  Json j = {{"trial", e.trial},
            {"attempt", e.ending.attempt},
            {"status", word(e.ending.status)},
            {"reason", word(e.ending.reason)}};
  if (!e.ending.message.empty()) j["message"] = e.ending.message;
  if (e.objective) j["objective"] = json_number(*e.objective);
  if (e.again) j["again"] = true;
  return j;
}
void read(const Json& j, TrialEnded& e) {
  e.trial = integer_of<std::uint64_t>(j.at("trial"), "trial");
  e.ending.attempt = integer_of<std::int32_t>(j.at("attempt"), "attempt");
  e.ending.status = trial_status_from(j.at("status").get<std::string>());
  e.ending.reason = reason_from(j.at("reason").get<std::string>());
  e.ending.message = j.value("message", "");
  if (const auto o = j.find("objective"); o != j.end()) e.objective = number_of(*o, "objective");
  e.again = j.value("again", false);
}

Json write(const StudyClosed& e) { return {{"closing", word(e.closing)}}; }
void read(const Json& j, StudyClosed& e) { e.closing = closing_from(j.at("closing").get<std::string>()); }

Json write(const SpaceExhausted&) { return Json::object(); }
void read(const Json&, SpaceExhausted&) {}

Json write(const StudyEnded& e) { return {{"stopped", e.stopped}}; }
void read(const Json& j, StudyEnded& e) { e.stopped = j.at("stopped").get<bool>(); }

Json write(const DriverStarted& e) {
  const auto& d = e.driver;
  return {{"epoch", d.epoch}, {"host", d.host}, {"space", d.space},
          {"boot", d.boot},   {"pid", d.pid},   {"start", d.start}};
}
void read(const Json& j, DriverStarted& e) {
  e.driver = {integer_of<std::uint64_t>(j.at("epoch"), "epoch"),
              j.at("host").get<std::string>(),
              j.value("space", ""),
              j.at("boot").get<std::string>(),
              integer_of<std::int64_t>(j.at("pid"), "pid"),
              integer_of<std::uint64_t>(j.at("start"), "start")};
}

Json write(const DriverEnded& e) { return {{"epoch", e.epoch}}; }
void read(const Json& j, DriverEnded& e) { e.epoch = integer_of<std::uint64_t>(j.at("epoch"), "epoch"); }

Json write(const DriverAlive& e) { return {{"epoch", e.epoch}}; }
void read(const Json& j, DriverAlive& e) { e.epoch = integer_of<std::uint64_t>(j.at("epoch"), "epoch"); }

Json write(const TrialStopping& e) { return {{"trial", e.trial}}; }
void read(const Json& j, TrialStopping& e) { e.trial = integer_of<std::uint64_t>(j.at("trial"), "trial"); }

Json write(const RegretBounded& e) {
  return {{"head", e.head},
          {"trials", e.trials},
          {"bound", json_number(e.bound)},
          {"noise", json_number(e.noise)}};
}
void read(const Json& j, RegretBounded& e) {
  e.head = integer_of<std::uint64_t>(j.at("head"), "head");
  e.trials = integer_of<std::uint64_t>(j.at("trials"), "trials");
  e.bound = number_of(j.at("bound"), "bound");
  e.noise = number_of(j.at("noise"), "noise");
}

Json write(const TrialDecided& e) {
  Json j = {{"trial", e.trial},
            {"step", e.step},
            {"value", json_number(e.value)},
            {"decision", word(e.decision)},
            {"why", e.why}};
  if (e.rung) j["rung"] = *e.rung;
  return j;
}
void read(const Json& j, TrialDecided& e) {
  e.trial = integer_of<std::uint64_t>(j.at("trial"), "trial");
  e.step = integer_of<std::int64_t>(j.at("step"), "step");
  e.value = number_of(j.at("value"), "value");
  e.decision = decision_from(j.at("decision").get<std::string>());
  e.why = j.value("why", "");
  if (const auto r = j.find("rung"); r != j.end()) e.rung = integer_of<std::uint64_t>(*r, "rung");
}

Json write(const TrialResumed& e) { return {{"trial", e.trial}, {"rung", e.rung}, {"why", e.why}}; }
void read(const Json& j, TrialResumed& e) {
  e.trial = integer_of<std::uint64_t>(j.at("trial"), "trial");
  e.rung = integer_of<std::uint64_t>(j.at("rung"), "rung");
  e.why = j.value("why", "");
}

struct Codec {
  const char* type;
  std::int32_t version;  ///< raised when a reader of the older one would misread it
  Body (*read)(const Json&);
};

template <class T>
Body read_as(const Json& json) {
  T body;
  read(json, body);
  return body;
}

/// In the order of Body's alternatives, so that an event's index finds its row.
constexpr std::array<Codec, std::variant_size_v<Body>> codecs = {{
    {"StudyCreated", 1, read_as<StudyCreated>},
    {"TrialEnqueued", 1, read_as<TrialEnqueued>},
    {"TrialProposed", 1, read_as<TrialProposed>},
    {"TrialStarted", 1, read_as<TrialStarted>},
    {"TrialReported", 1, read_as<TrialReported>},
    {"TrialEnded", 1, read_as<TrialEnded>},
    {"StudyClosed", 1, read_as<StudyClosed>},
    {"SpaceExhausted", 1, read_as<SpaceExhausted>},
    {"StudyEnded", 1, read_as<StudyEnded>},
    {"DriverStarted", 1, read_as<DriverStarted>},
    {"DriverEnded", 1, read_as<DriverEnded>},
    {"RegretBounded", 1, read_as<RegretBounded>},
    {"DriverAlive", 1, read_as<DriverAlive>},
    {"TrialStopping", 1, read_as<TrialStopping>},
    {"TrialDecided", 1, read_as<TrialDecided>},
    {"TrialResumed", 1, read_as<TrialResumed>},
}};

[[noreturn]] void unreadable(const store::Event& event, const std::string& why) {
  throw Error(Code::store, "event " + std::to_string(event.sequence) + " (" + event.type + ", version " +
                               std::to_string(event.version) + ") cannot be read: " + why);
}

}  // namespace

store::Event encode(const Event& event) {
  const Codec& codec = codecs[event.body.index()];
  Json payload = std::visit([](const auto& body) { return write(body); }, event.body);
  payload["time"] = event.time;
  // Text from trainers may hold bytes that are not UTF-8; they must not keep an event from being written.
  return {0, codec.type, codec.version, payload.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Event decode(const store::Event& event) {
  for (const Codec& codec : codecs) {
    if (event.type != codec.type) continue;
    if (event.version > codec.version)
      unreadable(event, "this Lode knows versions up to " + std::to_string(codec.version));
    try {
      const Json payload = parse_json(event.payload);
      return {payload.at("time").get<double>(), codec.read(payload)};
    } catch (const Json::exception& e) {
      unreadable(event, e.what());
    } catch (const Error& e) {
      unreadable(event, e.what());
    }
  }
  unreadable(event, "this Lode does not know the type");
}

}  // namespace lode::study
