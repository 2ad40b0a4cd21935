#include "launch/metric_lines.h"

#include <cmath>  // floor
#include <limits>

#include "base/error.h"
#include "base/json.h"

namespace lode::launch {

namespace {

const std::set<std::string> known = {"metric", "value", "step", "rank", "time"};

/// Length of the number word at the front of `text` that JSON lacks; 0: none.
std::size_t bare_number(std::string_view text) {
  for (const std::string_view word : {"NaN", "Infinity", "-Infinity"})
    if (text.substr(0, word.size()) == word) return word.size();
  return 0;
}

/// Puts quotes around NaN and Infinity outside strings: Python's json module writes them bare, and a diverged
/// loss is a result that must not be lost.
std::string quote_bare_numbers(std::string_view line) {
  std::string quoted;
  bool inside = false;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t word = inside ? 0 : bare_number(line.substr(i));
    const std::size_t length = word > 0 ? word : inside && line[i] == '\\' ? 2 : 1;
    const auto piece = line.substr(i, length);
    if (piece == "\"") inside = !inside;
    quoted += word > 0 ? '"' + std::string(piece) + '"' : std::string(piece);
    i += length;
  }
  return quoted;
}

const Json& member(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) throw Error(Code::argument, "'" + std::string(key) + "' is missing");
  return *found;
}

std::int64_t whole(const Json& object, const char* key, std::int64_t otherwise, std::int64_t highest) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  const double value = found->is_number() ? found->get<double>() : -1;
  if (!(value >= 0) || value > static_cast<double>(highest) || value != std::floor(value))
    throw Error(Code::argument,
                "'" + std::string(key) + "' is " + found->dump() + "; it must be a whole number from 0");
  return static_cast<std::int64_t>(value);
}

double time_of(const Json& object) {
  const auto found = object.find("time");
  if (found == object.end()) return 0;
  const double time = found->is_number() ? found->get<double>() : -1;
  if (!(time >= 0 && time < study::end_of_time))
    throw Error(Code::argument,
                "'time' is " + found->dump() + "; it must be seconds since the epoch, before the year 10000");
  return time;
}

}  // namespace

study::Report MetricLines::read(std::string_view line) {
  const Json object = parse_json(quote_bare_numbers(line));
  if (!object.is_object())
    throw Error(Code::argument, R"(not an object; a line is {"metric": NAME, "value": V, "step": S})");
  const Json& name = member(object, "metric");
  if (!name.is_string() || name.get_ref<const std::string&>().empty())
    throw Error(Code::argument, "'metric' is " + name.dump() + "; it must be a name");
  study::Report report;
  report.metric = name.get<std::string>();
  report.value = number_of(member(object, "value"), "'value'");
  report.rank = static_cast<std::int32_t>(whole(object, "rank", 0, std::numeric_limits<std::int32_t>::max()));
  report.time = time_of(object);
  if (object.contains("step"))
    report.step = step_of({report.metric, report.rank}, whole(object, "step", 0, std::int64_t{1} << 53));
  ignored_.clear();
  for (const auto& item : object.items())
    if (!known.contains(item.key())) ignored_.push_back(item.key());
  return report;
}

std::int64_t MetricLines::step_of(const Series& series, std::int64_t given) {
  if (seen_.insert(series).second && given == 0) from_zero_.insert(series);
  if (from_zero_.contains(series)) return given + 1;
  if (given == 0)
    throw Error(Code::argument, "'step' is 0 after this metric began with another; count from 0 or from 1");
  return given;
}

}  // namespace lode::launch
