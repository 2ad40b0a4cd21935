#include "cli/explanation.h"

#include <lode/lode.hpp>
#include <ostream>

#include "cli/text.h"

namespace lode::cli {

namespace {

constexpr std::size_t shown_at_most = 5;

std::string numbered(const Json& line) { return "line " + text_at(line, {"line"}) + ": "; }

void print_match(std::ostream& out, const Json& match) {
  out << "  " << numbered(match);
  const std::string why = text_at(match, {"why"});
  if (why.empty()) {
    out << text_at(match, {"value"});
  } else {
    out << "no value: " << why;
  }
  out << "   from: " << cut(text_at(match, {"log"}), 80) << '\n';
}

void print_matches(std::ostream& out, const Json& matches) {
  const std::vector<Json> shown = matches.elements();
  const std::size_t count = shown.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (count > 2 * shown_at_most && i == shown_at_most) {
      i = count - shown_at_most;
      out << "  ...\n";
    }
    print_match(out, shown[i]);
  }
}

void print_near(std::ostream& out, const Json& near) {
  if (near.size() == 0) return;
  out << "Lines that nearly match:\n";
  for (const auto& line : near.elements()) {
    out << "  " << numbered(line) << cut(text_at(line, {"log"}), 80) << "\n    " << text_at(line, {"why"})
        << '\n';
  }
}

void print_prefix(std::ostream& out, const Json& prefix) {
  if (!prefix.is_object()) return;
  out << "The longest beginning of the expression that matches is " << text_at(prefix, {"regex"}) << "\n  "
      << numbered(prefix) << cut(text_at(prefix, {"log"}), 80) << "\n  then the log has '"
      << cut(text_at(prefix, {"then"}), 40) << "' where the expression wants "
      << text_at(prefix, {"expected"}) << '\n';
}

}  // namespace

Json explain(const std::string& regex, const std::string& log, const std::string& metric) {
  std::vector<Json::Member> members = Json::parse(explain_metric(regex, log)).members();
  if (!metric.empty()) members.emplace_back("metric", metric);
  return Json::object(members);
}

void print_explanation(std::ostream& out, const Json& explanation) {
  out << "Expression: " << text_at(explanation, {"regex"}) << "\n"
      << text_at(explanation, {"matched"}) << " of " << text_at(explanation, {"lines"})
      << " lines match and give " << text_at(explanation, {"values"}) << " values.\n";
  print_matches(out, at_path(explanation, {"matches"}));
  print_near(out, at_path(explanation, {"near"}));
  print_prefix(out, at_path(explanation, {"prefix"}));
  for (const auto& advice : explanation["advice"].elements()) out << "Advice: " << advice.text() << ".\n";
}

bool has_values(const Json& explanation) { return number_at(explanation, {"values"}) > 0; }

}  // namespace lode::cli
