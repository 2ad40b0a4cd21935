#include "amt/schema.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "amt/accepted.h"
#include "amt/shape.h"

namespace lode::amt {

namespace {

Json schema_of(const Field& field);

Json number(double value) {
  return value == std::trunc(value) ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

/// The bounds of profile lode under the two keywords of a type.
void add_bounds(Json& schema, const Field& field, const char* low, const char* high) {
  if (std::isfinite(field.lode.low)) schema[low] = number(field.lode.low);
  if (std::isfinite(field.lode.high)) schema[high] = number(field.lode.high);
}

void of_structure(Json& schema, const Field& field) {
  schema["type"] = "object";
  schema["properties"] = Json::object();
  Json required = Json::array();
  for (const auto* fields : {&field.fields, &field.additions}) {
    for (const auto& member : *fields) {
      schema["properties"][member.name] = schema_of(member);
      if (member.need == Need::always) required.push_back(member.name);
    }
  }
  if (!required.empty()) schema["required"] = required;
  schema["additionalProperties"] = false;
}

void of_list(Json& schema, const Field& field) {
  schema["type"] = "array";
  schema["items"] = schema_of(*field.value);
  add_bounds(schema, field, "minItems", "maxItems");
  if (field.instead) schema["maxItems"] = field.taken;
}

void of_map(Json& schema, const Field& field) {
  schema["type"] = "object";
  Json names = schema_of(*field.key);
  names.erase("type");
  if (!names.empty()) schema["propertyNames"] = names;
  schema["additionalProperties"] = schema_of(*field.value);
}

void of_text(Json& schema, const Field& field) {
  schema["type"] = "string";
  add_bounds(schema, field, "minLength", "maxLength");
}

void of_choice(Json& schema, const Field& field) { schema["enum"] = choices_of(field, Profile::lode); }

void of_integer(Json& schema, const Field& field) {
  schema["type"] = "integer";
  add_bounds(schema, field, "minimum", "maximum");
}

void of_real(Json& schema, const Field& field) {
  schema["type"] = "number";
  add_bounds(schema, field, field.lode.open ? "exclusiveMinimum" : "minimum", "maximum");
}

void of_boolean(Json& schema, const Field&) { schema["type"] = "boolean"; }
void of_number_text(Json& schema, const Field&) { schema["type"] = {"string", "number"}; }
void of_any_text(Json& schema, const Field&) { schema["type"] = {"string", "number", "boolean"}; }

struct Writer {
  Type type;
  void (*write)(Json&, const Field&);
};

constexpr std::array writers = {
    Writer{Type::structure, of_structure},
    Writer{Type::list, of_list},
    Writer{Type::map, of_map},
    Writer{Type::text, of_text},
    Writer{Type::choice, of_choice},
    Writer{Type::host_choice, of_text},
    Writer{Type::integer, of_integer},
    Writer{Type::real, of_real},
    Writer{Type::boolean, of_boolean},
    Writer{Type::seconds, of_real},
    Writer{Type::number_text, of_number_text},
    Writer{Type::any_text, of_any_text},
};

/// What AMT accepts there and this release does not; empty where there is nothing of it.
std::string beyond(const Field& field) {
  if (!field.instead) return "";
  const std::string more =
      field.taken == 0 ? "" : " with more than " + std::to_string(field.taken) + " of them";
  return "AMT's, and not in this release" + more + "; accepted now: " + field.instead + ".";
}

std::string description_of(const Field& field) {
  const std::string about = field.about, rest = beyond(field);
  return about + (about.empty() || rest.empty() ? "" : " ") + rest;
}

Json schema_of(const Field& field) {
  Json schema = Json::object();
  if (const auto text = description_of(field); !text.empty()) schema["description"] = text;
  if (field.later() && field.type != Type::list) {  // of a list, an empty one is accepted
    schema["not"] = Json::object();
    return schema;
  }
  for (const auto& writer : writers) {
    if (writer.type == field.type) writer.write(schema, field);
  }
  return schema;
}

/// True of a document that is HyperParameterTuningJobConfig alone; as is_bare() decides.
Json bare_condition() {
  Json any = Json::array();
  for (const auto& field : bare_config().fields) any.push_back({{"required", Json::array({field.name})}});
  Json condition = Json::object();
  condition["not"] = {{"required", Json::array({"HyperParameterTuningJobConfig"})}};
  condition["anyOf"] = any;
  return condition;
}

}  // namespace

Json request_schema() {
  Json schema = Json::object();
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["$id"] = "urn:lode:tuning-job:1";
  schema["x-lode-schema-version"] = 1;
  schema["title"] =
      "A Lode study: AMT's CreateHyperParameterTuningJob request or its configuration alone, with Lode's "
      "additions";
  schema["type"] = "object";
  schema["if"] = bare_condition();
  schema["then"] = {{"$ref", "#/$defs/bare"}};
  schema["else"] = {{"$ref", "#/$defs/full"}};
  schema["$defs"] = {{"bare", schema_of(bare_config())}, {"full", schema_of(full_request())}};
  return schema;
}

}  // namespace lode::amt
