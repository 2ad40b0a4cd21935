#include "amt/layout.h"

#include <algorithm>  // any_of

#include "amt/accepted.h"
#include "amt/shape.h"
#include "amt/validate.h"
#include "base/error.h"
#include "base/text.h"

namespace lode::amt {

namespace {

/// A value that AMT accepts and this release does not.
struct Beyond {
  const Node* start;
  std::initializer_list<std::string_view> keys;
  const char* value;  ///< only this value is refused; nullptr: any but an empty list
  const char* accepted;
};

void refuse_beyond(const Beyond& beyond) {
  const auto node = beyond.start->find_path(beyond.keys);
  if (!node) return;
  const Json& value = node->value();
  const bool harmless = beyond.value ? value != beyond.value : value.is_array() && value.empty();
  if (harmless) return;
  throw Error(Code::unsupported,
              node->path() + ": given " + shortened(value) +
                  ", which is valid but not in this release; accepted now: " + beyond.accepted);
}

void refuse_what_is_beyond(const Layout& layout) {
  const Node* config = &layout.config;
  const Node* root = &layout.root;
  const Node* training = layout.training ? &*layout.training : root;
  const char* ranges = "IntegerParameterRanges, ContinuousParameterRanges and CategoricalParameterRanges";
  const Beyond all[] = {
      {config, {"Strategy"}, "Hyperband", "'Bayesian', 'Random', 'Grid' or 'Sobol'"},
      {config, {"StrategyConfig", "HyperbandStrategyConfig"}, nullptr, "no HyperbandStrategyConfig"},
      {config, {"TrainingJobEarlyStoppingType"}, "Auto", "'Off'"},
      {config,
       {"TuningJobCompletionCriteria", "ConvergenceDetected", "CompleteOnConvergence"},
       "Enabled",
       "'Disabled'; TargetObjectiveMetricValue and BestObjectiveNotImproving end a study early"},
      {config, {"ParameterRanges", "AutoParameters"}, nullptr, ranges},
      {training, {"HyperParameterRanges", "AutoParameters"}, nullptr, ranges},
      {root, {"TrainingJobDefinitions"}, nullptr, "one definition, or TrainingJobDefinition"},
      {root, {"WarmStartConfig"}, nullptr, "no WarmStartConfig; known results can be added to the new study"},
      {root, {"Autotune"}, nullptr, "no Autotune, but explicit ranges and limits"},
  };
  for (const auto& beyond : all) {
    const bool one_definition = beyond.keys.begin()[0] == "TrainingJobDefinitions" && layout.training;
    if (!one_definition) refuse_beyond(beyond);
  }
}

/// TrainingJobDefinition, or the only element of TrainingJobDefinitions.
std::optional<Node> training_of(const Node& root, Profile profile) {
  const auto one = root.find("TrainingJobDefinition");
  const auto many = root.find("TrainingJobDefinitions");
  if (one && many) refuse(*many, "TrainingJobDefinition or TrainingJobDefinitions, not both");
  if (!one && !many && profile == Profile::amt) {
    throw Error(Code::argument, "$.TrainingJobDefinition: missing; accepted: " +
                                    accepted(full_request(), "TrainingJobDefinition", profile) +
                                    " (required in profile amt)");
  }
  if (many && many->value().size() == 1) return many->items().front();
  return one;
}

Layout parts_of(const Json& document, bool bare, Profile profile) {
  const Node root(document, "$");
  if (bare) return {profile, true, root, root, root, root.find("MetricDefinitions")};
  Layout layout{profile, false, root, root.at("HyperParameterTuningJobConfig"), training_of(root, profile),
                {}};
  if (layout.training) {
    layout.metrics = layout.training->find_path({"AlgorithmSpecification", "MetricDefinitions"});
  }
  return layout;
}

}  // namespace

bool is_bare(const Json& document) {
  if (!document.is_object() || document.contains("HyperParameterTuningJobConfig")) return false;
  const auto& fields = bare_config().fields;
  return std::any_of(fields.begin(), fields.end(), [&](const Field& f) { return document.contains(f.name); });
}

Layout lay_out(const Json& document, Profile profile) {
  const bool bare = is_bare(document);
  validate(Node(document, "$"), bare ? bare_config() : full_request(), profile);
  const Layout layout = parts_of(document, bare, profile);
  refuse_what_is_beyond(layout);
  return layout;
}

}  // namespace lode::amt
