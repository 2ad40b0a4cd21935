#include "cli/document.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "cli/text.h"

namespace lode::cli {

namespace {

constexpr const char* config_key = "HyperParameterTuningJobConfig";
constexpr const char* name_key = "HyperParameterTuningJobName";

std::string shown(const Json& request, const Json::json_pointer& at) {
  return request.contains(at) ? cut(request[at].dump(-1, ' ', false, Json::error_handler_t::replace), 60)
                              : "missing";
}

/// "/a/0/b" as "$.a[0].b".
std::string readable_path(const std::string& pointer) {
  std::string path = "$";
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string key = pointer.substr(at + 1, end - at - 1);
    const bool index = !key.empty() && key.find_first_not_of("0123456789") == std::string::npos;
    path += index ? "[" + key + "]" : "." + key;
    at = end;
  }
  return path;
}

}  // namespace

std::string read_input(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open() || std::filesystem::is_directory(path, ignored)) {
    throw Failure(exit_usage, "'" + path + "' cannot be read");
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Document::Document(const std::string& path)
    : path_(path), text_(read_input(path)), json_(Json::parse(text_, nullptr, false)) {}

void Document::override_limits(std::optional<std::uint64_t> parallel, std::optional<std::uint64_t> seed) {
  if (!readable() || (!parallel && !seed)) return;
  Json& config = json_.contains(config_key) ? json_[config_key] : json_;
  if (!config.is_object()) return;
  if (parallel && (!config.contains("ResourceLimits") || config["ResourceLimits"].is_object())) {
    config["ResourceLimits"]["MaxParallelTrainingJobs"] = *parallel;
  }
  if (seed) config["RandomSeed"] = *seed;
  text_ = json_.dump();
}

std::string Document::default_name() const {
  const Json name = readable() ? at_path(json_, {name_key}) : Json();
  if (name.is_string() && !name.get<std::string>().empty()) return name.get<std::string>();
  const std::string stem = std::filesystem::path(path_).stem().string();
  return path_ == "-" ? "stdin" : stem;
}

std::vector<Metric> Document::metrics() const {
  std::vector<Json> definitions = {at_path(json_, {"TrainingJobDefinition"}), json_};
  for (const auto& definition : at_path(json_, {"TrainingJobDefinitions"})) definitions.push_back(definition);
  std::vector<Metric> metrics;
  for (const auto& definition : definitions) {
    for (const auto& keys : std::vector<std::vector<std::string>>{
             {"AlgorithmSpecification", "MetricDefinitions"}, {"MetricDefinitions"}}) {
      for (const auto& metric : at_path(definition, keys)) {
        metrics.emplace_back(text_at(metric, {"Name"}), text_at(metric, {"Regex"}));
      }
    }
  }
  return metrics;
}

std::string Document::text() const { return text_; }

std::optional<std::string> difference(const std::string& there, const std::string& here) {
  Json a = Json::parse(there);
  Json b = Json::parse(here);
  a.erase(name_key);
  b.erase(name_key);
  const Json changes = Json::diff(a, b);
  if (changes.empty()) return std::nullopt;
  const std::string pointer = text_at(changes.front(), {"path"});
  const Json::json_pointer at(pointer);
  return readable_path(pointer) + " is " + shown(a, at) + " there and " + shown(b, at) + " here";
}

}  // namespace lode::cli
