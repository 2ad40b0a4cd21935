#include "launch/explain.h"

#include <re2/re2.h>
#include <set>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "launch/lines.h"
#include "launch/metrics.h"
#include "launch/near_miss.h"
#include "launch/pattern.h"
#include "study/expression.h"

namespace lode::launch {

namespace {

constexpr std::size_t matches_shown = 1000;
constexpr std::size_t lines_compared = 20000;  // near misses: a few dozen expressions over these lines

/// Everything that the explanation is made of.
struct Findings {
  int groups = 0;
  std::size_t lines = 0;
  std::size_t matched = 0;
  std::size_t values = 0;
  Json matches = Json::array();
  std::vector<LogLine> unmatched;
  std::vector<std::string> advice;
  std::set<std::string> given;  ///< advice already there

  void advise(const std::string& text) {
    if (given.insert(text).second) advice.push_back(text);
  }
};

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a number that ends before `rest` really goes on there: "1" of "1e-05", "0" of "0.93".
bool goes_on(std::string_view rest) {
  if (rest.empty()) return false;
  if (digit(rest[0])) return true;
  if (rest[0] == '.') return rest.size() > 1 && digit(rest[1]);
  if (rest[0] != 'e' && rest[0] != 'E') return false;
  const std::size_t sign = rest.size() > 1 && (rest[1] == '-' || rest[1] == '+') ? 1 : 0;
  return rest.size() > 1 + sign && digit(rest[1 + sign]);
}

/// A group that takes only a part of the number gives a wrong value without any error: the worst case of all.
void check_whole_number(const Capture& capture, std::size_t number, Findings& findings) {
  if (capture.text.empty()) return;
  const auto begin = static_cast<std::size_t>(capture.text.data() - capture.line.data());
  const auto rest = capture.line.substr(begin + capture.text.size());
  const std::string where =
      "line " + std::to_string(number) + ": the group took '" + std::string(capture.text) + "'";
  if (digit(capture.text.back()) && goes_on(rest))
    findings.advise(where + ", but the number goes on; a group for any number is " +
                    R"(([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?))");
  else if (digit(capture.text.front()) && begin > 0 && capture.line[begin - 1] == '-' &&
           (begin == 1 || !std::isalnum(static_cast<unsigned char>(capture.line[begin - 2]))))
    findings.advise(where + " without the minus before it; begin the group with [-+]?");
}

void add_match(const Line& line, const std::optional<Capture>& capture, Findings& findings) {
  ++findings.matched;
  Json match = {{"line", line.number}, {"log", shortened(std::string(line.text))}};
  const auto value = capture ? parse_number(capture->text) : std::nullopt;
  match["text"] = capture ? Json(shortened(std::string(capture->text))) : Json(nullptr);
  match["value"] = value ? json_number(*value) : Json(nullptr);
  if (value) ++findings.values;
  if (!capture) match["why"] = "the expression has no group";
  if (capture && !value) match["why"] = *why_no_number(capture->text);
  if (capture) check_whole_number(*capture, line.number, findings);
  if (findings.matches.size() < matches_shown) findings.matches.push_back(std::move(match));
}

void read_log(const re2::RE2& regex, std::string_view log, Findings& findings) {
  std::string scratch;
  const auto handle = [&](const Line& line) {
    if (line.text.empty() && !re2::RE2::PartialMatch("", regex)) return;
    const re2::StringPiece text(line.text.data(), line.text.size());
    const bool grouped = findings.groups > 0;
    const auto capture = grouped ? find(regex, line.text, scratch) : std::nullopt;
    if (capture || (!grouped && re2::RE2::PartialMatch(text, regex)))
      add_match(line, capture, findings);
    else if (findings.unmatched.size() < lines_compared)
      findings.unmatched.push_back({line.number, std::string(line.text)});
  };
  LineSplitter splitter;
  splitter.feed(log, handle);
  splitter.finish(handle);
}

void check_groups(const std::string& regex, Findings& findings) {
  if (findings.groups == 0)
    findings.advise("the expression has no group: put parentheses around the part that is the number");
  if (findings.groups > 1)
    findings.advise("the expression has " + std::to_string(findings.groups) +
                    " groups and the first one is the value; write (?:...) for the others");
  if (ends_with_lazy_group(regex))
    findings.advise(
        "the expression ends with a lazy group, which takes as little as it can, mostly nothing; write what "
        "follows the number after it, or a group such as ([-+0-9.eE]+)");
}

void check_outcome(Findings& findings) {
  if (findings.lines == 0) findings.advise("the log is empty");
  if (findings.matched > 0 && findings.values == 0 && findings.groups > 0)
    findings.advise("lines match, but what the first group takes is never a number");
  if (findings.matched == 0 && findings.lines > 0) findings.advise("no line matches");
}

std::size_t lines_of(std::string_view log) {
  std::size_t ends = 0;
  for (const char c : log) ends += c == '\n' ? 1 : 0;
  return ends + (!log.empty() && log.back() != '\n' ? 1 : 0);
}

}  // namespace

std::string explain_json(const std::string& regex, std::string_view log) {
  const auto compiled = study::compile("regex", regex);
  Findings findings;
  findings.groups = compiled->NumberOfCapturingGroups();
  findings.lines = lines_of(log);
  check_groups(regex, findings);
  read_log(*compiled, log, findings);
  check_outcome(findings);
  Json explanation = {{"regex", regex},
                      {"groups", findings.groups},
                      {"lines", findings.lines},
                      {"matched", findings.matched},
                      {"values", findings.values},
                      {"matches", findings.matches},
                      {"near", near_misses(regex, findings.unmatched)},
                      {"prefix", nullptr},
                      {"advice", nullptr}};
  if (findings.matched == 0) explanation["prefix"] = longest_prefix(regex, findings.unmatched);
  explanation["advice"] = findings.advice;
  return explanation.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lode::launch
