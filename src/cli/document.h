/// \file
/// A tuning job's JSON document as the program handles it: read, overridden here and there, compared. What it
/// means is the library's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/common.h"
#include "cli/json.h"

namespace lode::cli {

/// The member of a request, and of a description, that holds the tuning job's configuration.
constexpr const char* config_key = "HyperParameterTuningJobConfig";

/// The whole of a file, or of stdin for "-". \param what the argument, for the message
/// \throws Failure(exit_usage) where it cannot be read
std::string read_input(const std::string& what, const std::string& path);

/// A metric's name and its regular expression.
using Metric = std::pair<std::string, std::string>;

/// Metrics from the NAME=REGEX texts of --metric, by name.
/// \throws Failure where one has no '=', or a name is there twice; Error where a REGEX is bad
std::vector<Metric> read_metrics(const std::vector<std::string>& texts);

class Document {
 public:
  /// Reads the file, or stdin for "-". A text that is no JSON object, or has a key twice, is kept as it is:
  /// the library says what is wrong with it. \throws Failure(exit_usage) where the file cannot be read
  explicit Document(const std::string& path);

  /// Overrides ResourceLimits.MaxParallelTrainingJobs and RandomSeed.
  void override_limits(std::optional<std::uint64_t> parallel, std::optional<std::uint64_t> seed);
  /// Puts metrics into the MetricDefinitions of every training job definition, each in place of one of the
  /// same name.
  void override_metrics(const std::vector<Metric>& metrics);

  /// HyperParameterTuningJobName, or where the document has none the file's name without folder and ending.
  std::string default_name() const;
  /// MetricDefinitions, wherever the document has them.
  std::vector<Metric> metrics() const;
  /// Whether one of them reads this metric.
  bool defines(const std::string& metric) const;
  /// The document's text, with what was overridden.
  const std::string& text() const { return text_; }
  /// Makes the study. \throws Error as Study::create_json; Failure naming the file where its text is no JSON,
  /// as then the library has no place in it to name.
  Study create(Context& context, Store& store, const std::string& name, const Options& options) const;

 private:
  std::string path_;
  std::string text_;
  Json json_;  ///< the text; null where it is not to be touched
};

/// The first difference between two requests of the library, name aside, as "PATH is A there and B here";
/// nothing where they ask for the same. \param there and \param here results of Study::request_json
std::optional<std::string> difference(const std::string& there, const std::string& here);

}  // namespace lode::cli
