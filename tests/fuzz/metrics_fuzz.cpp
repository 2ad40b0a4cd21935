// Input: a metric's regular expression in the first line, a trainer's log in the others. What a launcher
// reads there is what its explanation says it reads; every line is also read as LODE_METRICS, as an argument
// with hyperparameters, and as a pid file.

#include "base/error.h"
#include "base/json.h"
#include "fuzz/fuzz.h"
#include "launch/explain.h"
#include "launch/lines.h"
#include "launch/metric_lines.h"
#include "launch/metrics.h"
#include "launch/pid_file.h"
#include "launch/template.h"

namespace {

using namespace lode;
using namespace lode::fuzz;

/// Runs what may refuse its input, but only as an argument that says why. \return whether it was taken.
template <class Action>
bool taken(const Action& action) {
  try {
    action();
    return true;
  } catch (const Error& error) {
    LODE_MUST_SAY(error.code() == Code::argument && error.what()[0] != '\0', error.what());
    return false;
  }
}

void for_each_line(std::string_view log, const launch::LineHandler& handle) {
  launch::LineSplitter splitter;
  splitter.feed(log, handle);
  splitter.finish(handle);
}

void compare(const std::string& regex, std::string_view log) {
  std::optional<launch::MetricReader> reader;
  if (!taken([&] { reader.emplace(std::vector<study::MetricDefinition>{{"m", regex}}); })) return;
  std::size_t lines = 0, matched = 0, values = 0;
  for_each_line(log, [&](const launch::Line& line) {
    lines = line.number;  // as an editor counts them
    for (const auto& found : reader->read(line.text)) {
      ++matched;
      values += found.value ? 1 : 0;
    }
  });
  const Json explained = parse_json(launch::explain_json(regex, log));
  LODE_MUST_SAY(explained.at("lines") == lines && explained.at("matched") == matched, explained.dump());
  LODE_MUST_SAY(explained.at("values") == values, explained.dump());
}

void read_lines(std::string_view log) {
  launch::MetricLines metrics;
  for_each_line(log, [&](const launch::Line& line) {
    taken([&] {
      const study::Report report = metrics.read(line.text);
      LODE_MUST(!report.metric.empty() && report.step >= 0 && report.rank >= 0);
    });
    const std::string text(line.text);
    taken([&] { launch::fill_in(text, {{"lr", "0.1"}, {"n", "3"}}); });
  });
  launch::parse_pid_file(log);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view log = text_of(data, size);
  const std::string regex(cut(log, '\n'));
  if (!taken([&] { launch::explain_json(regex, log); })) {
    LODE_MUST(!taken([&] { launch::MetricReader({{"m", regex}}); }));
  }
  compare(regex, log);
  read_lines(log);
  return 0;
}
