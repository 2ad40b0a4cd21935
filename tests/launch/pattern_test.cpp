#include "launch/pattern.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace lode::launch {
namespace {

std::vector<std::string> texts(const std::string& regex) {
  std::vector<std::string> list;
  for (const auto& token : tokens_of(regex)) list.emplace_back(token.text);
  return list;
}

TEST(Pattern, Tokens) {
  EXPECT_EQ(texts(R"(^a+?\[[]^]*(?:x|(?P<n>\d{2,3}))?$)"),
            (std::vector<std::string>{"^", "a+?", "\\[", "[]^]*", "(?:", "x", "|", "(?P<n>", "\\d{2,3}", ")",
                                      ")?", "$"}));
  EXPECT_EQ(texts("(?i)\\x{41}\\pL\\p{Lu}{"),
            (std::vector<std::string>{"(?i)", "\\x{41}", "\\p", "L", "\\p{Lu}", "{"}));
  EXPECT_EQ(texts("\xC3\xBC*"), std::vector<std::string>{"\xC3\xBC*"});
}

// Whatever is given, the tokens together are the expression again: nothing is lost and nothing read past its
// end.
TEST(Pattern, TokensAreAPartition) {
  for (const std::string regex :
       {"", "(", ")", "[", "[^", "[\\", "\\", "a{", "a{2", "a{2,", "(?", "(?P<", "\\x{", "a**", "[]"}) {
    std::string joined;
    for (const auto& text : texts(regex)) joined += text;
    EXPECT_EQ(joined, regex);
  }
}

TEST(Pattern, EveryTellingPrefixIsValid) {
  const std::string regex =
      R"(.*\[[0-9]+\].*#011(?:train|valid)-auc:([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*)";
  const auto tokens = tokens_of(regex);
  for (std::size_t count = 1; count <= tokens.size(); ++count)
    EXPECT_TRUE(!telling_end(tokens, count) || re2::RE2(prefix_of(tokens, count)).ok())
        << prefix_of(tokens, count);
}

TEST(Pattern, LazyGroupsAtTheEnd) {
  EXPECT_TRUE(ends_with_lazy_group("F1=(.*?)"));
  EXPECT_TRUE(ends_with_lazy_group("F1=([0-9]+?)"));
  EXPECT_FALSE(ends_with_lazy_group("F1=(.*?);"));
  EXPECT_FALSE(ends_with_lazy_group("F1=(.*)"));
  EXPECT_FALSE(ends_with_lazy_group("F1=(a?)"));
  EXPECT_FALSE(ends_with_lazy_group("F1=(\\+?)"));
  EXPECT_FALSE(ends_with_lazy_group(""));
}

TEST(Pattern, Anchors) {
  EXPECT_EQ(without_anchors("^a$"), "a");
  EXPECT_EQ(without_anchors("a\\$"), "a\\$");
  EXPECT_EQ(without_anchors(""), "");
}

}  // namespace
}  // namespace lode::launch
