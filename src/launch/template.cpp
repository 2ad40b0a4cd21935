#include "launch/template.h"

#include <string_view>

#include "base/error.h"
#include "base/text.h"

namespace lode::launch {

namespace {

[[noreturn]] void lone_brace(const std::string& argument, char brace) {
  throw Error(Code::argument, "argument '" + argument + "': a lone '" + brace + "'; write '" + brace + brace +
                                  "' for a brace, {name} for a hyperparameter's value");
}

[[noreturn]] void unknown(const std::string& argument, const std::string& name, const Values& values) {
  std::vector<std::string> names;
  for (const auto& value : values) names.push_back(value.first);
  std::string text = "argument '" + argument + "': the trial has no hyperparameter '" + name + "'";
  const auto near = nearest(name, names);
  text += near ? "; did you mean '" + *near + "'? It has " : "; it has ";
  text += names.empty() ? "none" : one_of(names);
  throw Error(Code::argument, text + "; write '{{' for a brace");
}

const std::string& value_of(const std::string& argument, const std::string& name, const Values& values) {
  for (const auto& value : values)
    if (value.first == name) return value.second;
  unknown(argument, name, values);
}

}  // namespace

std::string fill_in(const std::string& argument, const Values& values) {
  std::string filled;
  for (std::size_t i = 0; i < argument.size(); ++i) {
    const char c = argument[i];
    if (c != '{' && c != '}') {
      filled += c;
    } else if (i + 1 < argument.size() && argument[i + 1] == c) {
      filled += c;
      ++i;
    } else {
      const std::size_t end = c == '{' ? argument.find('}', i) : std::string::npos;
      if (end == std::string::npos) lone_brace(argument, c);
      filled += value_of(argument, argument.substr(i + 1, end - i - 1), values);
      i = end;
    }
  }
  return filled;
}

Values own_values(const study::Job& job, const std::string& checkpoints) {
  return {{"lode.trial", std::to_string(job.trial)},
          {"lode.attempt", std::to_string(job.attempt)},
          {"lode.resume_step", std::to_string(job.resume_step)},
          {"lode.resource", std::to_string(job.resource)},
          {"lode.checkpoints", checkpoints}};
}

std::string variable_of(const std::string& hyperparameter) {
  std::string variable = "LODE_HP_";
  for (const char c : hyperparameter) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    variable += lower ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
  }
  return variable;
}

}  // namespace lode::launch
