#include "study/log.h"

#include <gtest/gtest.h>

namespace lode::study {
namespace {

struct Case {
  LogLine line;
  LogLevel level;
  const char* text;
};

TEST(LogLine, FillsItsFormInOrder) {
  const Case cases[] = {
      {{LogTopic::auto_scaling, {"job", "rate", "Linear"}},
       LogLevel::info,
       "job: parameter 'rate': scaling Auto is Linear"},
      {{LogTopic::instruction_set, {"job", "x86-64", "portable"}},
       LogLevel::warning,
       "job: models were computed with 'x86-64' and now are with 'portable'; last bits may differ"},
      {{LogTopic::late_report, {"trial 3 has ended"}},
       LogLevel::info,
       "a late report was dropped: trial 3 has ended"},
      {{LogTopic::report_conflict, {"step 2"}},
       LogLevel::warning,
       "a report was dropped, as its step has another value already: step 2"},
      {{LogTopic::advice, {"job", "7", "two groups"}}, LogLevel::warning, "job-7: two groups"},
  };
  for (const auto& row : cases) {
    EXPECT_EQ(row.line.level(), row.level);
    EXPECT_EQ(row.line.text(), row.text);
  }
}

TEST(LogLine, WhatIsFilledInIsLeftAsItIs) {
  EXPECT_EQ(LogLine(LogTopic::advice, {"{a", "}", "{TEXT}"}).text(), "{a-}: {TEXT}");
}

}  // namespace
}  // namespace lode::study
