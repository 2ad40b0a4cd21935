#include "cli/csv.h"

#include <algorithm>  // find
#include <ostream>

#include "cli/document.h"

namespace lode::cli {

namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

void print_line(std::ostream& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) out << (i == 0 ? "" : ",") << quoted(cells[i]);
  out << '\n';
}

/// The parameters in the order of a document without conditions, or in ParameterOrder's.
std::vector<std::string> names_in(const Json& ranges) {
  std::vector<std::string> names;
  for (const auto& name : ranges["ParameterOrder"].elements()) names.push_back(name.text());
  for (const char* list :
       {"CategoricalParameterRanges", "ContinuousParameterRanges", "IntegerParameterRanges"}) {
    for (const auto& parameter : ranges[list].elements()) {
      const std::string name = text_at(parameter, {"Name"});
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

/// Empty while there is no start or no end.
std::string elapsed(const Json& trial) {
  const Json begin = trial["TrainingStartTime"];
  const Json end = trial["TrainingEndTime"];
  return begin.is_null() || end.is_null() ? "" : Json(end.number() - begin.number()).text();
}

}  // namespace

void print_csv(std::ostream& out, const Json& description, const Json& trials) {
  const auto names = names_in(at_path(description, {config_key, "ParameterRanges"}));
  std::vector<std::string> header = names;
  for (const char* column :
       {"TrainingJobName", "TrainingJobStatus", "FinalObjectiveValue", "TrainingStartTime", "TrainingEndTime",
        "TrainingElapsedTimeSeconds", "TrainingJobDefinitionName"})
    header.emplace_back(column);
  print_line(out, header);
  for (const auto& trial : trials.elements()) {
    std::vector<std::string> cells;
    const Json tuned = trial["TunedHyperParameters"];
    for (const auto& name : names) cells.push_back(tuned[name].text());
    for (const auto& text : {text_at(trial, {"TrainingJobName"}), text_at(trial, {"TrainingJobStatus"}),
                             text_at(trial, {"FinalHyperParameterTuningJobObjectiveMetric", "Value"}),
                             text_at(trial, {"TrainingStartTime"}), text_at(trial, {"TrainingEndTime"}),
                             elapsed(trial), text_at(trial, {"TrainingJobDefinitionName"})})
      cells.push_back(text);
    print_line(out, cells);
  }
}

}  // namespace lode::cli
