// The table of shapes against the public service model (data/create_request.json, written by
// create_request.py).

#include <algorithm>
#include <gtest/gtest.h>

#include "amt/pattern.h"
#include "amt/shape.h"
#include "base/characters.h"
#include "documents.h"

namespace lode::amt {
namespace {

struct TypeName {
  Type type;
  std::vector<std::string> model;  ///< the service model's names for it
};

const std::vector<TypeName> type_names = {
    {Type::structure, {"structure"}},
    {Type::list, {"list"}},
    {Type::map, {"map"}},
    {Type::text, {"string"}},
    {Type::choice, {"string"}},
    {Type::host_choice, {"string"}},
    {Type::integer, {"integer", "long"}},
    {Type::real, {"float", "double"}},
    {Type::boolean, {"boolean"}},
    {Type::seconds, {"integer"}},
    {Type::number_text, {"string"}},
    {Type::any_text, {"string"}},
};

bool same_type(Type type, const std::string& model) {
  for (const auto& row : type_names) {
    if (row.type == type) return std::count(row.model.begin(), row.model.end(), model) == 1;
  }
  return false;
}

double bound(const Json& model, const char* key, double absent) {
  return model.contains(key) ? model[key].get<double>() : absent;
}

std::vector<std::string> enumeration(const Json& model) {
  return model.contains("enum") ? model["enum"].get<std::vector<std::string>>() : std::vector<std::string>();
}

void compare(const Field& field, const Json& model, const std::string& path);

void compare_members(const Field& field, const Json& model, const std::string& path) {
  std::vector<std::string> ours;
  std::vector<std::string> theirs;
  for (const auto& member : field.fields) ours.emplace_back(member.name);
  for (const auto& [name, member] : model["members"].items()) theirs.push_back(name);
  ASSERT_EQ(ours, theirs) << path;
  for (const auto& member : field.fields) {
    const Json& theirs_of = model["members"][member.name];
    const std::string below = path + "." + member.name;
    // What AMT requires is required in profile amt, perhaps always. The objective's and the ranges' own needs
    // of the engine are never more than AMT's, except where AMT leaves a list of several definitions open.
    EXPECT_EQ(member.need != Need::optional, theirs_of["required"].get<bool>()) << below;
    compare(member, theirs_of, below);
  }
}

void compare(const Field& field, const Json& model, const std::string& path) {
  EXPECT_TRUE(same_type(field.type, model["type"])) << path;
  EXPECT_EQ(field.amt.low, bound(model, "min", -unlimited)) << path;
  EXPECT_EQ(field.amt.high, bound(model, "max", unlimited)) << path;
  EXPECT_EQ(std::string(field.pattern ? field.pattern : ""), model.value("pattern", "")) << path;
  EXPECT_EQ(std::vector<std::string>(field.values.begin(), field.values.end()), enumeration(model)) << path;
  if (field.type == Type::structure) compare_members(field, model, path);
  if (field.value) compare(*field.value, model[model.contains("element") ? "element" : "value"], path + "[]");
  if (field.key) compare(*field.key, model["key"], path + " (the key)");
}

TEST(Shapes, AreTheServiceModels) {
  compare(full_request(), parse_json(testing::read_data("create_request.json")), "$");
}

void match_all(const Field& field, const std::string& path) {
  if (field.pattern) {
    EXPECT_NO_THROW(matches("x", field.pattern)) << path;
  }
  for (const auto& member : field.fields) match_all(member, path + "." + member.name);
  if (field.value) match_all(*field.value, path + "[]");
  if (field.key) match_all(*field.key, path + " (the key)");
}

TEST(Shapes, EveryPatternCompiles) { match_all(full_request(), "$"); }

TEST(Pattern, MatchesTheWholeText) {
  EXPECT_TRUE(matches("a-b", "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}"));
  EXPECT_FALSE(matches("a-", "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}"));
  EXPECT_FALSE(matches("", ".+"));
  EXPECT_FALSE(matches("two\nlines", ".*"));
  EXPECT_TRUE(matches("two\nlines", "[\\S\\s]*"));
  EXPECT_TRUE(
      matches("gr\xC3\xBC\xC3\x9F"
              "e = 1",
              "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)"));
}

TEST(Pattern, ChecksTheDashThatRe2Cannot) {
  EXPECT_TRUE(matches("abc", "[a-z-]+(?<!-)"));
  EXPECT_FALSE(matches("abc-", "[a-z-]+(?<!-)"));
  EXPECT_FALSE(matches("", "[a-z-]+(?<!-)"));
}

TEST(Pattern, CountsCharactersNotBytes) {
  EXPECT_EQ(characters("gr\xC3\xBC\xC3\x9F"
                       "e"),
            5U);
}

}  // namespace
}  // namespace lode::amt
