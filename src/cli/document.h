/// \file
/// A tuning job's JSON document as the program handles it: read, overridden here and there, compared. What it
/// means is the library's business.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/common.h"

namespace lode::cli {

/// The whole of a file, or of stdin for "-". \throws Failure(exit_usage) where it cannot be read
std::string read_input(const std::string& path);

/// A metric's name and its regular expression.
using Metric = std::pair<std::string, std::string>;

class Document {
 public:
  /// Reads the file, or stdin for "-". A text that is no JSON object is kept as it is: the library says what
  /// is wrong with it. \throws Failure(exit_usage) where the file cannot be read
  explicit Document(const std::string& path);

  /// Overrides ResourceLimits.MaxParallelTrainingJobs and RandomSeed.
  void override_limits(std::optional<std::uint64_t> parallel, std::optional<std::uint64_t> seed);

  /// HyperParameterTuningJobName, or the file's name without folder and ending.
  std::string default_name() const;
  /// MetricDefinitions, wherever the document has them.
  std::vector<Metric> metrics() const;
  /// The document's text, with what was overridden.
  std::string text() const;

 private:
  bool readable() const { return json_.is_object(); }

  std::string path_;
  std::string text_;
  Json json_;
};

/// The first difference between two requests of the library, name aside, as "PATH is A there and B here";
/// nothing where they ask for the same. \param there and \param here results of Study::request_json
std::optional<std::string> difference(const std::string& there, const std::string& here);

}  // namespace lode::cli
