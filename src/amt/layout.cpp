#include "amt/layout.h"

#include <algorithm>  // any_of

#include "amt/accepted.h"
#include "amt/beyond.h"
#include "amt/shape.h"
#include "amt/validate.h"
#include "base/error.h"

namespace lode::amt {

namespace {

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

Layout parts_of(const Node& root, bool bare, Profile profile) {
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

Json& training_in(Json& document) {
  if (is_bare(document)) return document;
  const auto many = document.find("TrainingJobDefinitions");
  return many != document.end() && many->size() == 1 ? many->front() : document["TrainingJobDefinition"];
}

Layout lay_out(const Node& document, Profile profile) {
  const bool bare = is_bare(document.value());
  const Field& shape = bare ? bare_config() : full_request();
  validate(document, shape, profile);
  const Layout layout = parts_of(document, bare, profile);
  refuse_beyond(document, shape, profile);
  return layout;
}

}  // namespace lode::amt
