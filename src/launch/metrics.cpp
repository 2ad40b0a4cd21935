#include "launch/metrics.h"

#include <re2/re2.h>

#include "base/error.h"
#include "base/text.h"
#include "study/expression.h"

namespace lode::launch {

namespace {

bool mentions_tab(const re2::RE2& regex) { return regex.pattern().find("#011") != std::string::npos; }

std::string with_visible_tabs(std::string_view line) {
  std::string text;
  for (const char c : line) c == '\t' ? text += "#011" : text += c;
  return text;
}

bool capture(const re2::RE2& regex, std::string_view line, std::string_view& text) {
  const re2::StringPiece whole(line.data(), line.size());
  re2::StringPiece found[2];
  if (!regex.Match(whole, 0, whole.size(), re2::RE2::UNANCHORED, found, 2)) return false;
  text = {found[1].data(), found[1].size()};
  return true;
}

}  // namespace

std::optional<Capture> find(const re2::RE2& regex, std::string_view line, std::string& scratch) {
  std::string_view text;
  if (capture(regex, line, text)) return Capture{line, text};
  if (!mentions_tab(regex) || line.find('\t') == std::string_view::npos) return std::nullopt;
  scratch = with_visible_tabs(line);
  if (!capture(regex, scratch, text)) return std::nullopt;
  return Capture{scratch, text};
}

std::optional<std::string> why_no_number(std::string_view text) {
  if (parse_number(text)) return std::nullopt;
  if (text.empty()) return "the group is empty: a lazy group such as (.*?) takes as little as it can";
  if (text.find_first_not_of(" \t") != std::string_view::npos &&
      (text.front() == ' ' || text.front() == '\t' || text.back() == ' ' || text.back() == '\t'))
    return "the group takes blanks beside the number";
  if (text.find(',') != std::string_view::npos) return "the group takes a comma";
  return "the group's text is not a number, or one beyond the range of a double";
}

MetricReader::MetricReader(const std::vector<study::MetricDefinition>& definitions) {
  for (const auto& definition : definitions) {
    for (const auto& earlier : metrics_)
      if (earlier->name == definition.name)
        throw Error(Code::argument, "metric '" + definition.name + "' is defined twice: each name once");
    const std::string what = "metric '" + definition.name + "'";
    auto regex = study::compile_metric(what, definition.regex);
    const int groups = regex->NumberOfCapturingGroups();
    if (groups > 1)
      advice_.push_back(what + ": the regular expression '" + definition.regex + "' has " +
                        std::to_string(groups) +
                        " groups; the first is the value; write (?:...) for the others");
    metrics_.push_back(std::make_unique<Metric>(Metric{definition.name, std::move(regex)}));
  }
}

MetricReader::MetricReader(MetricReader&&) noexcept = default;
MetricReader::~MetricReader() = default;

std::vector<MetricReader::Found> MetricReader::read(std::string_view line) const {
  std::vector<Found> found;
  std::string scratch;
  for (const auto& metric : metrics_)
    if (const auto hit = find(*metric->regex, line, scratch))
      found.push_back({metric->name, std::string(hit->text), parse_number(hit->text)});
  return found;
}

}  // namespace lode::launch
