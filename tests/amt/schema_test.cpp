// docs/schema.json is the table of shapes. LODE_WRITE_SCHEMA=1 in the environment writes it anew.

#include "amt/schema.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "amt/shape.h"
#include "base/json.h"

namespace lode::amt {
namespace {

std::string committed() {
  std::ifstream file(LODE_SCHEMA_FILE);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Schema, TheCommittedFileIsTheTable) {
  const std::string expected = request_schema().dump(1) + "\n";
  if (std::getenv("LODE_WRITE_SCHEMA")) std::ofstream(LODE_SCHEMA_FILE) << expected;
  EXPECT_EQ(committed(), expected) << "docs/schema.json is old: run this test with LODE_WRITE_SCHEMA=1";
}

/// The same keys at every path, walked here and not by the code that wrote the file.
void expect_described(const Field& field, const Json& schema, const std::string& path) {
  if (field.type == Type::structure && field.later()) {
    EXPECT_EQ(schema["not"], Json::object()) << path;  // nothing matches
    return;
  }
  if (field.type == Type::structure) {
    std::size_t count = 0;
    for (const auto* fields : {&field.fields, &field.additions}) {
      for (const auto& member : *fields) {
        ASSERT_TRUE(schema["properties"].contains(member.name)) << path << "." << member.name;
        expect_described(member, schema["properties"][member.name], path + "." + member.name);
        ++count;
      }
    }
    EXPECT_EQ(schema["properties"].size(), count) << path;
    EXPECT_EQ(schema["additionalProperties"], false) << path;
  }
  if (field.type == Type::list) expect_described(*field.value, schema["items"], path + "[]");
}

TEST(Schema, HasTheSameKeysAtEveryPath) {
  const Json schema = parse_json(committed());
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema["x-lode-schema-version"], 1);
  expect_described(full_request(), schema["$defs"]["full"], "$");
  expect_described(bare_config(), schema["$defs"]["bare"], "$");
}

}  // namespace
}  // namespace lode::amt
