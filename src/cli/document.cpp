#include "cli/document.h"

#include <algorithm>  // any_of, min, sort
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/common.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

using Value = nlohmann::ordered_json;
using Pointer = Value::json_pointer;

constexpr const char* name_key = "HyperParameterTuningJobName";

/// Reading such a text would lose what the library refuses.
bool has_a_key_twice(const std::string& text) {
  std::vector<std::set<std::string>> objects;  // the open ones' keys
  bool twice = false;
  const auto look = [&](int, Value::parse_event_t event, Value& parsed) {
    if (event == Value::parse_event_t::object_start) objects.emplace_back();
    if (event == Value::parse_event_t::object_end) objects.pop_back();
    if (event == Value::parse_event_t::key) twice |= !objects.back().insert(parsed.get<std::string>()).second;
    return true;
  };
  const Value parsed = Value::parse(text, look, false);
  return twice && !parsed.is_discarded();
}

Json read_object(const std::string& text) {
  const Json json = Json::parse_or_null(text);
  return json.is_object() && !has_a_key_twice(text) ? json : Json();
}

/// Where a document has its MetricDefinitions, or would have them.
std::vector<Pointer> metric_places(const Value& document) {
  const Pointer place("/AlgorithmSpecification/MetricDefinitions");
  const Pointer one("/TrainingJobDefinition");
  const Pointer many("/TrainingJobDefinitions");
  std::vector<Pointer> places;
  if (document.contains(many) && document[many].is_array()) {
    for (std::size_t i = 0; i < document[many].size(); ++i) places.push_back(many / i / place);
  }
  const bool bare = !document.contains(config_key) && !document.contains(one);
  if (places.empty()) places.push_back(bare ? Pointer("/MetricDefinitions") : one / place);
  return places;
}

void put(const Metric& metric, Value& definitions) {
  for (auto& definition : definitions) {
    if (!definition.is_object() || !definition.contains("Name") || definition["Name"] != metric.first)
      continue;
    definition["Regex"] = metric.second;
    return;
  }
  definitions.push_back({{"Name", metric.first}, {"Regex", metric.second}});
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

/// The place of an edit of Value::diff(), which calls the one after an array's last element "-".
std::string place_of(const Value& edit, const Value& there) {
  const auto pointer = edit["path"].get<std::string>();
  const Pointer at(pointer);
  if (at.back() != "-") return readable_path(pointer);
  return readable_path(at.parent_pointer().to_string()) + "[" +
         std::to_string(there[at.parent_pointer()].size()) + "]";
}

std::string shown(const Value& value) {
  return cut(value.dump(-1, ' ', false, Value::error_handler_t::replace), 60);
}

}  // namespace

std::string read_input(const std::string& what, const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::error_code ignored;
  const bool directory = std::filesystem::is_directory(path, ignored);
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open() || directory) {
    const std::string reason = std::generic_category().message(directory ? EISDIR : errno);
    throw Failure(exit_usage, what + ": '" + path + "' cannot be read (" + reason +
                                  "); accepted: a file, or '-' for stdin");
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

namespace {

/// The text of a document.
std::string read_text(const std::string& what, const std::string& path) {
  std::string text = read_input(what, path);
  const auto nul = text.find('\0');  // where the library would see its end
  if (nul == std::string::npos) return text;
  throw Failure(exit_usage, what + ": '" + path + "': byte " + std::to_string(nul) +
                                " is NUL; accepted: a text, without NUL");
}

}  // namespace

std::vector<Metric> read_metrics(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  Context context;
  Launcher launcher(context, {"true"});  // it knows which expressions it can use
  std::vector<Metric> metrics = split_pairs("--metric", texts, "metric's name");
  for (const auto& [name, regex] : metrics) launcher.metric(name, regex);
  std::sort(metrics.begin(), metrics.end());
  return metrics;
}

Document::Document(const std::string& path)
    : path_(path), text_(read_text("JOB.json", path)), json_(read_object(text_)) {}

void Document::override_limits(std::optional<std::uint64_t> parallel, std::optional<std::uint64_t> seed) {
  if (json_.is_null() || (!parallel && !seed)) return;
  Value document = Value::parse(text_);
  Value& config = document.contains(config_key) ? document[config_key] : document;
  if (!config.is_object()) return;
  if (parallel && (!config.contains("ResourceLimits") || config["ResourceLimits"].is_object())) {
    config["ResourceLimits"]["MaxParallelTrainingJobs"] = *parallel;
  }
  if (seed) config["RandomSeed"] = *seed;
  text_ = document.dump();
  json_ = Json::parse(text_);
}

void Document::override_metrics(const std::vector<Metric>& metrics) {
  if (json_.is_null() || metrics.empty()) return;
  Value document = Value::parse(text_);
  try {
    for (const auto& place : metric_places(document)) {
      for (const auto& metric : metrics) put(metric, document[place]);
    }
  } catch (const Value::exception&) {  // no object where one must be: the library says so
    return;
  }
  text_ = document.dump();
  json_ = Json::parse(text_);
}

std::string Document::default_name() const {
  const Json name = json_[name_key];
  if (name.is_string()) return name.text();
  const std::string stem = std::filesystem::path(path_).stem().string();
  return path_ == "-" ? "stdin" : stem;
}

Study Document::create(Context& context, Store& store, const std::string& name,
                       const Options& options) const {
  try {
    return Study::create_json(context, store, text_, name, &options);
  } catch (const Error& error) {
    const bool of_document = !Value::accept(text_) || std::string_view(error.what()).starts_with('$');
    if (!of_document) throw;
    throw Failure(exit_code_of(error.status()), "JOB.json: '" + path_ + "': " + error.what());
  }
}

std::vector<Metric> Document::metrics() const {
  std::vector<Json> holders = {json_, at_path(json_, {"TrainingJobDefinition", "AlgorithmSpecification"})};
  for (const auto& definition : json_["TrainingJobDefinitions"].elements()) {
    holders.push_back(definition["AlgorithmSpecification"]);
  }
  std::vector<Metric> metrics;
  for (const auto& holder : holders) {
    for (const auto& metric : holder["MetricDefinitions"].elements()) {
      metrics.emplace_back(metric["Name"].text(), metric["Regex"].text());
    }
  }
  return metrics;
}

bool Document::defines(const std::string& metric) const {
  const auto all = metrics();
  return std::any_of(all.begin(), all.end(), [&](const Metric& m) { return m.first == metric; });
}

std::optional<std::string> difference(const std::string& there, const std::string& here) {
  Value a = Value::parse(there);
  Value b = Value::parse(here);
  a.erase(name_key);
  b.erase(name_key);
  const Value edits = Value::diff(a, b);
  if (edits.empty()) return std::nullopt;
  const Value& edit = edits.front();
  const std::string before =
      edit["op"] == "add" ? "missing" : shown(a[Pointer(edit["path"].get<std::string>())]);
  const std::string after = edit["op"] == "remove" ? "missing" : shown(edit["value"]);
  return place_of(edit, a) + " is " + before + " there and " + after + " here";
}

}  // namespace lode::cli
