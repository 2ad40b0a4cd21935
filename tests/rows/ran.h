/// \file
/// A job that the program has run.
#pragma once

#include <string>

#include "rows/world.h"

namespace lode::rows {

/// The job "job" of config(), changed, in the store s.db: its trials are run by a shell script, whose lines
/// "loss=V" are the objective's values.
struct Ran {
  Ran(const std::string& script, int count, const Json& change = Json::object(),
      const std::string& arguments = "") {
    Json document = config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", count}}},
                            {"MetricDefinitions", {{{"Name", "loss"}, {"Regex", "loss=(.*)"}}}}});
    document.merge_patch(change);
    program.write("job.json", document.dump());
    program.write("train.sh", script);
    program.lode("run job.json --store s.db --quiet " + arguments + " -- sh \"$PWD/train.sh\"");
    trials = program.lode_json("trials --store s.db --json");
    description = program.lode_json("describe --store s.db --json");
  }

  /// The final objective of a trial; null where it has none.
  Json objective(std::size_t trial) const {
    return trials.at(trial).value("/FinalHyperParameterTuningJobObjectiveMetric/Value"_json_pointer, Json());
  }

  Program program;
  Json trials, description;
};

}  // namespace lode::rows
