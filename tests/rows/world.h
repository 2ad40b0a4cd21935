/// \file
/// What the tests of AMT's rows share: a context and a store in memory, documents, and the program.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <lode/lode.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/wait.h>

#include "gtest/gtest.h"

namespace lode::rows {

using Json = nlohmann::ordered_json;

/// The configuration of a job over x in [0, 1] by random search that minimises "loss", with more members.
inline Json config(const Json& more = Json::object()) {
  Json json = {{"Strategy", "Random"},
               {"HyperParameterTuningJobObjective", {{"Type", "Minimize"}, {"MetricName", "loss"}}},
               {"ResourceLimits", {{"MaxNumberOfTrainingJobs", 20}, {"MaxParallelTrainingJobs", 1}}},
               {"ParameterRanges",
                {{"ContinuousParameterRanges", {{{"Name", "x"}, {"MinValue", "0"}, {"MaxValue", "1"}}}}}}};
  json.merge_patch(more);
  return json;
}

/// A context, a store in memory, and studies in it.
struct World {
  explicit World(const std::map<std::string, std::string>& options = {}) : context(made(options)) {}

  Study study(const Json& document, const std::string& name = "study",
              const std::map<std::string, std::string>& options = {}) {
    const Options set = made(options);
    return Study::create_json(context, store, document.dump(), name, &set);
  }

  static Options made(const std::map<std::string, std::string>& options) {
    Options made;
    for (const auto& [name, value] : options) made.set(name, value);
    return made;
  }

  Context context;
  Store store{context, ":memory:"};
};

inline Json described(Study& study) { return Json::parse(study.describe_json()); }
inline Json trials(Study& study) { return Json::parse(study.trials_json()); }

inline lode_outcome outcome(lode_trial_status status, lode_reason reason) {
  lode_outcome made = LODE_OUTCOME_INIT;
  made.status = status;
  made.reason = reason;
  return made;
}

/// Reports on trial 0 until it is to stop: until the clock has gone on far enough.
inline void report_until_stop(Study& study) {
  while (study.report(0, "loss", 1.0) != LODE_STOP) {
  }
}

/// The text of the error that the call ends with; "" where it ends with none.
template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// A folder of the test's own, and the program run in it.
class Program {
 public:
  Program() {
    std::string name = (std::filesystem::temp_directory_path() / "lode-rows-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Program() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
  std::string read(const std::string& name) const {
    std::ifstream file(path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Runs "lode ARGUMENTS" by a shell in the folder; what it prints goes to the files out and err. \return
  /// its exit status
  int lode(const std::string& arguments) const {
    const std::string command =
        "cd '" + folder_.string() + "' && '" LODE_PROGRAM "' " + arguments + " > out 2> err";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  /// The same of a command that prints JSON, parsed.
  Json lode_json(const std::string& arguments) const {
    EXPECT_EQ(lode(arguments), 0) << read("err");
    return Json::parse(read("out"));
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace lode::rows
