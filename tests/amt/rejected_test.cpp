// data/rejected.json: one row a document that must be refused, as a change of a good one.

#include <gtest/gtest.h>

#include "amt/request.h"
#include "base/error.h"
#include "documents.h"

namespace lode::amt {
namespace {

/// The refusal of a document, or nothing where it is accepted.
std::optional<Error> refusal(const std::string& text, Profile profile, const std::string& name = "") {
  try {
    parse_request(text, profile, name);
    return std::nullopt;
  } catch (const Error& e) {
    return e;
  }
}

std::string document_of(const Json& row) {
  return parse_json(testing::base_text(row["base"])).patch(row["patch"]).dump();
}

class Rejected : public ::testing::TestWithParam<Json> {};

TEST_P(Rejected, SaysWhereAndWhy) {
  const Json& row = GetParam();
  const auto profile = row["profile"] == "amt" ? Profile::amt : Profile::lode;
  const bool bare = row["base"] == "bare";
  const auto error = refusal(document_of(row), profile, bare ? "study" : "");
  ASSERT_TRUE(error) << "accepted";
  EXPECT_EQ(error->code(), row["code"] == "unsupported" ? Code::unsupported : Code::argument);
  for (const auto& part : row["says"]) {
    EXPECT_NE(std::string(error->what()).find(part.get<std::string>()), std::string::npos)
        << error->what() << "\nlacks: " << part;
  }
}

std::vector<Json> rows() {
  const Json all = parse_json(testing::read_data("rejected.json"));
  return {all.begin(), all.end()};
}

INSTANTIATE_TEST_SUITE_P(Documents, Rejected, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param["name"].template get<std::string>(); });

struct BadText {
  const char* text;
  const char* says;
};

constexpr BadText bad_texts[] = {
    {"", "not a JSON document"},
    {"{", "not a JSON document"},
    {"{\"Strategy\": \"Random\", \"Strategy\": \"Grid\"}", "$.Strategy: the key is given twice"},
    {"{\"Strategy\": \"Random\",}", "not a JSON document"},
    {"{'Strategy': 'Random'}", "not a JSON document"},
    {"{\"Strategy\": NaN}", "not a JSON document"},
    {"{\"RandomSeed\": 1e999}", "not a JSON document"},
    {"{\"Strategy\": \"\xFF\"}", "not a JSON document"},
};

TEST(Rejected, NoJson) {
  for (const auto& bad : bad_texts) {
    const auto error = refusal(bad.text, Profile::lode, "study");
    ASSERT_TRUE(error) << bad.text;
    EXPECT_EQ(error->code(), Code::argument);
    EXPECT_NE(std::string(error->what()).find(bad.says), std::string::npos) << error->what();
  }
}

TEST(Rejected, NamesGivenBesideTheDocument) {
  const std::string text = testing::base_text("bare");
  for (const std::string name : {"a/b", ".", "..", "a\tb", "\x7F", "\xFF", "\xC3"}) {
    const auto error = refusal(text, Profile::lode, name);
    ASSERT_TRUE(error) << name;
    EXPECT_EQ(std::string(error->what()).rfind("name: given", 0), 0U) << error->what();
  }
  EXPECT_TRUE(refusal(text, Profile::amt, "my_job"));
  EXPECT_TRUE(refusal(text, Profile::amt, ""));
}

}  // namespace
}  // namespace lode::amt
