/// \file
/// A whole request that AMT itself would accept, and what its own profile says of one.
#pragma once

#include <string>

#include "rows/world.h"

namespace lode::rows {

/// CreateHyperParameterTuningJob with the configuration of config() and all that AMT requires, changed.
inline Json request(const Json& change = Json::object()) {
  Json json = {{"HyperParameterTuningJobName", "study"},
               {"HyperParameterTuningJobConfig", config()},
               {"TrainingJobDefinition",
                {{"AlgorithmSpecification", {{"TrainingInputMode", "File"}}},
                 {"RoleArn", "arn:aws:iam::123456789012:role/tuner"},
                 {"OutputDataConfig", {{"S3OutputPath", "s3://bucket/out"}}},
                 {"StoppingCondition", {{"MaxRuntimeInSeconds", 3600}}}}}};
  json.merge_patch(change);
  return json;
}

/// The same, changed in its TrainingJobDefinition.
inline Json training(const Json& change) { return request({{"TrainingJobDefinition", change}}); }

/// The study of a document by AMT's rules.
inline Study strict_study(World& world, const Json& document) {
  const Options options = World::made({{"json.profile", "amt"}});
  return Study::create_json(world.context, world.store, document.dump(), std::nullopt, &options);
}

/// What AMT's rules say against a document; "" where nothing.
inline std::string strict_refusal(const Json& document) {
  World world;
  return refusal([&] { strict_study(world, document); });
}

}  // namespace lode::rows
