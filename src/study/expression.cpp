#include "study/expression.h"

#include <re2/re2.h>  // linear-time matching: an expression cannot make it slow

#include "base/error.h"

namespace lode::study {

namespace {

std::string place_of(const re2::RE2& regex) {
  if (regex.error_arg().empty()) return "";
  const auto position = regex.pattern().find(regex.error_arg());
  return position == std::string::npos ? "" : ", at character " + std::to_string(position + 1);
}

}  // namespace

std::shared_ptr<const re2::RE2> compile(const std::string& what, const std::string& regex) {
  re2::RE2::Options options;
  options.set_log_errors(false);  // a library prints nothing by itself
  auto compiled = std::make_shared<const re2::RE2>(regex, options);
  if (compiled->ok()) return compiled;
  std::string text = what + ": the regular expression '" + regex +
                     "' is not valid RE2: " + compiled->error() + place_of(*compiled);
  if (compiled->error_code() == re2::RE2::ErrorRepeatArgument || regex.find("(?=") != std::string::npos ||
      regex.find("(?!") != std::string::npos || regex.find("(?<") != std::string::npos)
    text += " (RE2 has neither look-ahead, look-behind nor back references)";
  throw Error(Code::argument, text + "; accepted: an expression of RE2's syntax");
}

std::shared_ptr<const re2::RE2> compile_metric(const std::string& what, const std::string& regex) {
  auto compiled = compile(what, regex);
  if (compiled->NumberOfCapturingGroups() > 0) return compiled;
  throw Error(Code::argument,
              what + ": the regular expression '" + regex +
                  "' has no group: put parentheses around the number, as in 'auc: ([0-9.eE+-]+)'");
}

}  // namespace lode::study
