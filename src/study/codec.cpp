#include "study/codec.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "study/settings.h"

namespace lode::study {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Json pairs_to_json(const Pairs& pairs) {
  Json json = Json::array();
  for (const auto& [name, value] : pairs) json.push_back({name, value});
  return json;
}

Pairs pairs_from(const Json& json) {
  Pairs pairs;
  for (const auto& pair : json)
    pairs.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  return pairs;
}

template <class T>
T get_or(const Json& json, const char* key, T fallback) {
  const auto found = json.find(key);
  return found == json.end() || found->is_null() ? fallback : found->get<T>();
}

template <class T>
T integer_or(const Json& json, const char* key, T fallback) {
  const auto found = json.find(key);
  return found == json.end() || found->is_null() ? fallback : integer_of<T>(*found, key);
}

double number_or(const Json& json, const char* key, double fallback) {
  const auto found = json.find(key);
  return found == json.end() || found->is_null() ? fallback : number_of(*found, key);
}

template <class T>
void set_if(Json& json, const char* key, const std::optional<T>& value) {
  if (value) json[key] = *value;
}

void set_if(Json& json, const char* key, const std::optional<double>& value) {
  if (value) json[key] = json_number(*value);
}

std::optional<double> optional_number(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return std::nullopt;
  return number_of(*found, key);
}

std::optional<std::uint64_t> optional_index(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return std::nullopt;
  return integer_of<std::uint64_t>(*found, key);
}

Json limits_to_json(const Limits& limits) {
  return {{"max_trials", limits.max_trials},
          {"max_parallel", limits.max_parallel},
          {"max_runtime", limits.max_runtime},
          {"trial_max_runtime", limits.trial_max_runtime}};
}

/// Those that are not as they are by default.
Json settings_to_json(const Definition& d) {
  Json json = Json::object();
  for (const auto& setting : settings()) {
    const std::string text = setting_text(setting, setting.get(d));
    if (text != setting_text(setting, setting_fallback(setting))) json[setting.name] = text;
  }
  return json;
}

/// A study of before there were settings counted every better objective as an improvement.
void read_settings(const Json& json, Definition& d) {
  const auto given = json.find("settings");
  if (given == json.end()) {
    d.completion.min_improvement = 0;
    return;
  }
  for (const auto& [name, text] : given->items()) {
    const Setting* setting = find_setting(name);
    if (!setting) throw Error(Code::store, "the study has the setting '" + name + "', which is unknown here");
    setting->set(d, setting_value(*setting, text.get<std::string>()));
  }
}

Json choices_to_json(const std::vector<Choice>& choices) {
  Json json = Json::array();
  for (const auto& choice : choices) {
    json.push_back({choice.field, choice.value, choice.rule});
    if (choice.by_quota) json.back().push_back(true);
  }
  return json;
}

std::vector<Choice> choices_from(const Json& json) {
  std::vector<Choice> choices;
  const auto given = json.find("choices");
  if (given == json.end()) return choices;
  for (const auto& choice : *given) {
    choices.push_back({choice.at(0).get<std::string>(), choice.at(1).get<std::string>(),
                       choice.at(2).get<std::string>(), choice.size() > 3 && choice.at(3).get<bool>()});
  }
  return choices;
}

Limits limits_from(const Json& json) {
  Limits limits;
  limits.max_trials = integer_or<std::uint64_t>(json, "max_trials", 0);
  limits.max_parallel = integer_or<std::uint32_t>(json, "max_parallel", 0);
  limits.max_runtime = number_or(json, "max_runtime", 0);
  limits.trial_max_runtime = number_or(json, "trial_max_runtime", 0);
  limits.max_attempts = integer_or<std::uint32_t>(json, "max_attempts", 1);
  return limits;
}

}  // namespace

Json row_to_json(const space::Row& row) {
  Json json = Json::array();
  for (const double value : row) json.push_back(std::isnan(value) ? Json(nullptr) : Json(value));
  return json;
}

space::Row row_from(const Json& json) {
  space::Row row;
  for (const auto& value : json)
    row.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
  return row;
}

Json to_json(const space::Parameter& p) {
  Json json = {{"name", p.name}, {"kind", space::name_of(p.kind)},      {"low", p.low}, {"high", p.high},
               {"step", p.step}, {"scaling", space::name_of(p.scaling)}};
  if (!p.choices.empty()) json["choices"] = p.choices;
  if (p.condition)
    json["condition"] = {{"parent", p.condition->parent}, {"values", row_to_json(p.condition->values)}};
  return json;
}

space::Parameter parameter_from(const Json& json) {
  space::Parameter p;
  p.name = json.at("name").get<std::string>();
  const auto kind = json.at("kind").get<std::string>();
  for (const auto k : {space::Kind::real, space::Kind::integer, space::Kind::categorical})
    if (kind == space::name_of(k)) p.kind = k;
  p.low = json.at("low").get<double>();
  p.high = json.at("high").get<double>();
  p.step = number_or(json, "step", 0);
  p.scaling = space::scaling_from(json.at("scaling").get<std::string>()).value_or(space::Scaling::automatic);
  p.choices = get_or<std::vector<std::string>>(json, "choices", {});
  if (const auto c = json.find("condition"); c != json.end())
    p.condition = space::Condition{c->at("parent").get<std::string>(), row_from(c->at("values"))};
  return p;
}

Json to_json(const strategy::Record& r) {
  Json json = {{"source", r.source}};
  set_if(json, "index", r.index);
  if (!r.hyperparameters.empty()) json["hyperparameters"] = row_to_json(r.hyperparameters);
  set_if(json, "cold_start", r.cold_start);
  set_if(json, "posteriors", r.posteriors);
  set_if(json, "acquisition", r.acquisition);
  set_if(json, "mean", r.mean);
  set_if(json, "deviation", r.deviation);
  if (!r.predicted.empty()) json["predicted"] = row_to_json(r.predicted);
  set_if(json, "bracket", r.bracket);
  if (!r.note.empty()) json["note"] = r.note;
  return json;
}

strategy::Record record_from(const Json& json) {
  strategy::Record r;
  r.source = get_or<std::string>(json, "source", "");
  r.index = optional_index(json, "index");
  if (const auto h = json.find("hyperparameters"); h != json.end()) r.hyperparameters = row_from(*h);
  r.cold_start = optional_index(json, "cold_start");
  r.posteriors = optional_index(json, "posteriors");
  r.acquisition = optional_number(json, "acquisition");
  r.mean = optional_number(json, "mean");
  r.deviation = optional_number(json, "deviation");
  if (const auto p = json.find("predicted"); p != json.end()) r.predicted = row_from(*p);
  r.bracket = optional_index(json, "bracket");
  r.note = get_or<std::string>(json, "note", "");
  return r;
}

Json to_json(const Definition& d) {
  Json json = {
      {"name", d.name}, {"strategy", d.strategy}, {"seed", d.seed}, {"limits", limits_to_json(d.limits)}};
  for (const auto& o : d.objectives)
    json["objectives"].push_back(
        {{"metric", o.metric}, {"goal", o.goal == Goal::maximize ? "maximize" : "minimize"}});
  json["parameters"] = Json::array();
  for (const auto& p : d.parameters) json["parameters"].push_back(to_json(p));
  if (!d.strategy_options.empty()) json["strategy_options"] = d.strategy_options;
  json["settings"] = settings_to_json(d);
  json["static_parameters"] = pairs_to_json(d.static_parameters);
  json["environment"] = pairs_to_json(d.environment);
  json["metrics"] = Json::array();
  for (const auto& m : d.metrics) json["metrics"].push_back({{"name", m.name}, {"regex", m.regex}});
  if (!d.choices.empty()) json["choices"] = choices_to_json(d.choices);
  if (!d.request.empty()) {
    json["request"] = d.request;
    json["amended"] = d.amended;
  }
  return json;
}

Definition definition_from(const Json& json) {
  Definition d;
  d.name = json.at("name").get<std::string>();
  d.strategy = json.at("strategy").get<std::string>();
  d.seed = integer_of<std::uint64_t>(json.at("seed"), "seed");
  d.limits = limits_from(json.at("limits"));
  for (const auto& o : json.at("objectives"))
    d.objectives.push_back(
        {o.at("metric").get<std::string>(), o.at("goal") == "maximize" ? Goal::maximize : Goal::minimize});
  for (const auto& p : json.at("parameters")) d.parameters.push_back(parameter_from(p));
  d.strategy_options = get_or<std::map<std::string, double>>(json, "strategy_options", {});
  if (const auto completion = json.find("completion"); completion != json.end()) {  // until version 0.1
    d.completion.target = optional_number(*completion, "target");
    d.completion.not_improving = integer_or<std::uint64_t>(*completion, "not_improving", 0);
  }
  read_settings(json, d);
  d.static_parameters = pairs_from(json.at("static_parameters"));
  d.environment = pairs_from(json.at("environment"));
  for (const auto& m : json.at("metrics"))
    d.metrics.push_back({m.at("name").get<std::string>(), m.at("regex").get<std::string>()});
  d.choices = choices_from(json);
  d.request = get_or<std::string>(json, "request", "");
  d.amended = get_or(json, "amended", !d.request.empty());  // where it does not say, it may have been
  return d;
}

}  // namespace lode::study
