// Expected values: what `sh -c 'printf "%s\n" ...'` prints for the same line.

#include "launch/words.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace lode::launch {
namespace {

using Words = std::vector<std::string>;

Words split(const std::string& line) { return split_words(line, "launch.resume_command"); }

TEST(Words, AsAShellHasThem) {
  EXPECT_EQ(split("train --eta=0.1  x"), (Words{"train", "--eta=0.1", "x"}));
  EXPECT_EQ(split(" \ttrain\n"), (Words{"train"}));
  EXPECT_EQ(split(""), Words());
  EXPECT_EQ(split(R"(a 'b c' "d e" f\ g)"), (Words{"a", "b c", "d e", "f g"}));
  EXPECT_EQ(split(R"(a'b'"c"d)"), (Words{"abcd"}));
  EXPECT_EQ(split(R"("" '')"), (Words{"", ""}));
  EXPECT_EQ(split(R"('a\n' "b\"c\\d\e")"), (Words{R"(a\n)", R"(b"c\d\e)"}));
  EXPECT_EQ(split("{eta} {{x}}"), (Words{"{eta}", "{{x}}"}));
}

TEST(Words, WhatIsNotClosedIsRefused) {
  for (const std::string line : {"a 'b", "a \"b", "a \\", "'", "\"\\\""}) {
    try {
      split(line);
      ADD_FAILURE() << line;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::argument);
      EXPECT_NE(std::string(e.what()).find("launch.resume_command: '" + line + "'"), std::string::npos)
          << e.what();
    }
  }
}

}  // namespace
}  // namespace lode::launch
