// data/rejected.json: one row a document that must be refused, as a change of a good one.

#include <gtest/gtest.h>
#include <ostream>

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

/// A row of rejected.json. Printed as its name, which ctest makes the test's: JSON has signs that CMake's
/// lists end at.
struct Document {
  Json row;
  std::string name() const { return row["name"].get<std::string>(); }
};

void PrintTo(const Document& document, std::ostream* out) { *out << document.name(); }

class Rejected : public ::testing::TestWithParam<Document> {};

TEST_P(Rejected, SaysWhereAndWhy) {
  const Json& row = GetParam().row;
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

std::vector<Document> rows() {
  std::vector<Document> all;
  for (const auto& row : parse_json(testing::read_data("rejected.json"))) all.push_back({row});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Documents, Rejected, ::testing::ValuesIn(rows()),
                         [](const auto& document) { return document.param.name(); });

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
    {"{\"RandomSeed\": 1e999}",
     "$.RandomSeed: given 1e999, which no double can hold; accepted: what the field takes, within -1.79"},
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

struct Digits {
  const char* key;
  const char* digits;
  const char* accepted;
};

// Doubles that are near would be 1.8446744073709552e+19 and the like.
constexpr Digits digits[] = {
    {"RandomSeed", "18446744073709551616", "an integer from 0 to 18446744073709551615 (2^64 - 1)"},
    {"RandomSeed", "18446744073709551617", "an integer from 0 to 18446744073709551615 (2^64 - 1)"},
    {"RandomSeed", "-123456789012345678901234567890", "an integer from 0 to 18446744073709551615 (2^64 - 1)"},
    {"Strategy", "100000000000000000001", "'Bayesian', 'Random', 'Hyperband', 'Grid' or 'Sobol'"},
};

TEST(Rejected, IntegersOfAnySizeAreShownAsWritten) {
  for (const auto& row : digits) {
    const auto error =
        refusal("{\"" + std::string(row.key) + "\": " + row.digits + "}", Profile::lode, "study");
    ASSERT_TRUE(error) << row.digits;
    EXPECT_EQ(std::string(error->what()),
              "$." + std::string(row.key) + ": given " + row.digits + "; accepted: " + row.accepted);
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
