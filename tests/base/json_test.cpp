// Where strict JSON is not JSON enough: the place must be named.
#include "base/json.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace lode {
namespace {

std::string refusal(const std::string& text) {
  try {
    parse_json(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::argument);
    return error.what();
  }
  return "accepted";
}

struct Twice {
  const char* text;
  const char* path;  ///< of the second of the two
};

constexpr Twice twice[] = {
    {R"({"a": 1, "a": 2})", "$.a: "},
    {R"({"A": {"B": [1, {}, {"x": 1, "y": [2], "x": 3}]}})", "$.A.B[2].x: "},
    {R"([[], [[1, 2], {"k": {}, "k": {}}]])", "$[1][1].k: "},
    {R"({"A": {"x": 1}, "B": {"x": 1, "x": 1}})", "$.B.x: "},
    {R"({"odd key": {"it's": 1, "it's": 2}})", "$['odd key']['it's']: "},
    {R"({"a": [{"x": {"a": 1}}], "b": 0, "a": 1})", "$.a: "},
    {R"({"": 1, "": 2})", "$['']: "},
};

TEST(Json, ADuplicateKeyIsRefusedWithItsPath) {
  for (const auto& row : twice)
    EXPECT_EQ(refusal(row.text),
              std::string(row.path) + "the key is given twice; accepted: each key once in an object")
        << row.text;
}

TEST(Json, TheSameKeyInDifferentObjectsIsFine) {
  EXPECT_EQ(parse_json(R"({"a": {"a": [{"a": 1}, {"a": 2}]}})")["a"]["a"][1]["a"], 2);
}

std::string nested(int levels, const std::string& open, const std::string& close) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += open;
  text += "0";
  for (int i = 0; i < levels; ++i) text += close;
  return text;
}

TEST(Json, DeepNestingIsRefusedWithItsPlace) {
  EXPECT_NO_THROW(parse_json(nested(200, "[", "]")));
  EXPECT_EQ(refusal("{\"A\": [7, " + nested(1000, "[", "]") + "]}").rfind("$.A[1][0][0]", 0), 0u);
  const std::string text = refusal(nested(1000, "{\"k\":", "}"));
  EXPECT_EQ(text, "$.k.k.k.k.k.k.k.k...: JSON is nested deeper than 200 levels; accepted: at most 200");
}

TEST(Json, ANumberBeyondADoubleIsRefusedWithItsPath) {
  const std::string accepted =
      ", which no double can hold; accepted: what the field takes, within -1.7976931348623157e+308 to "
      "1.7976931348623157e+308";
  EXPECT_EQ(refusal("1e999"), "$: given 1e999" + accepted);
  EXPECT_EQ(refusal(R"({"a": {"x": 1}, "b": [0, {}, -2E400]})"), "$.b[2]: given -2E400" + accepted);
  EXPECT_EQ(refusal("{\"a\": 1" + std::string(400, '0') + "}"),
            "$.a: given 1" + std::string(79, '0') + "..." + accepted);
}

TEST(Json, IntegersBeyond64BitsAreKeptAsWritten) {
  const std::string text = R"({"a": [1, {"b": 18446744073709551616, "x": 18446744073709551615}, 1e30],
                              "c": -9223372036854775809, "d": -9223372036854775808, "e": 1.5, "f": "1"})";
  const Json parsed = parse_json(text);
  const LongIntegers expected = {{&parsed["a"][1]["b"], "18446744073709551616"},
                                 {&parsed["c"], "-9223372036854775809"}};
  EXPECT_EQ(long_integers(text, parsed), expected);
  const Json none = parse_json(R"([true, null, {}, [], ""])");
  EXPECT_TRUE(long_integers(none.dump(), none).empty());
}

TEST(Json, ANulIsNoEnd) {
  EXPECT_EQ(refusal(std::string("{}\0{", 4)), "not a JSON document: byte 2 is NUL");
  EXPECT_EQ(refusal(std::string("\0", 1)), "not a JSON document: byte 0 is NUL");
}

TEST(Json, WhatIsNoJsonIsRefusedWithLineAndColumn) {
  EXPECT_NE(refusal("{\n  \"a\": 1,\n}").find("line 3, column 1"), std::string::npos);
}

}  // namespace
}  // namespace lode
