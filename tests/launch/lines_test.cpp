#include "launch/lines.h"

#include <fstream>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace lode::launch {
namespace {

using Seen = std::vector<std::pair<std::size_t, std::string>>;

Seen split(const std::vector<std::string>& pieces) {
  Seen seen;
  const auto handle = [&](const Line& line) { seen.emplace_back(line.number, line.text); };
  LineSplitter splitter;
  for (const auto& piece : pieces) splitter.feed(piece, handle);
  splitter.finish(handle);
  return seen;
}

TEST(Lines, EndsAndNumbers) {
  EXPECT_EQ(split({"a\nb\r\n\nc"}), (Seen{{1, "a"}, {2, "b"}, {3, ""}, {4, "c"}}));
  EXPECT_EQ(split({"10%\r20%\r30%\ndone\n"}), (Seen{{1, "10%"}, {1, "20%"}, {1, "30%"}, {2, "done"}}));
  EXPECT_EQ(split({""}), Seen{});
  EXPECT_EQ(split({"\n"}), (Seen{{1, ""}}));
}

TEST(Lines, EveryCutOfTheStreamGivesTheSameLines) {
  const std::string text = "one\r\ntwo\rthree\n\r\nfour\r\rfive";
  const Seen whole = split({text});
  for (std::size_t i = 0; i <= text.size(); ++i)
    for (std::size_t j = i; j <= text.size(); ++j)
      EXPECT_EQ(split({text.substr(0, i), text.substr(i, j - i), text.substr(j)}), whole) << i << " " << j;
}

TEST(Lines, LongLinesAreCut) {
  std::vector<std::pair<std::size_t, bool>> sizes;
  const auto handle = [&](const Line& line) { sizes.emplace_back(line.text.size(), line.cut); };
  LineSplitter splitter;
  for (int i = 0; i < 100; ++i) splitter.feed(std::string(10000, 'x'), handle);
  splitter.feed("\n" + std::string(longest_line, 'y') + "\nshort\n", handle);
  EXPECT_EQ(sizes, (std::vector<std::pair<std::size_t, bool>>{
                       {longest_line, true}, {longest_line, false}, {5, false}}));
}

TEST(Lines, InvalidUtf8BecomesTheReplacementCharacter) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(valid_utf8("gr\xC3\xBC\xC3\x9F"), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(valid_utf8("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
  EXPECT_EQ(valid_utf8("a\xFF"
                       "b"),
            "a" + mark + "b");
  EXPECT_EQ(valid_utf8("\xC3"), mark);                                   // cut short
  EXPECT_EQ(valid_utf8("\xC0\x80"), mark + mark);                        // overlong NUL
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), mark + mark + mark);             // a surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), mark + mark + mark + mark);  // beyond U+10FFFF
  EXPECT_EQ(valid_utf8(std::string("a\0b", 3)), std::string("a\0b", 3));
}

class Follow : public testing::Test {
 protected:
  ~Follow() override { std::remove(path_.c_str()); }
  void append(const std::string& text) { std::ofstream(path_, std::ios::app) << text; }
  bool read(LineReader& reader, std::size_t budget = 1 << 20, std::uint64_t limit = ~std::uint64_t{0}) {
    return reader.read(budget, limit, [&](const Line& line) { seen_.emplace_back(line.text); });
  }
  std::string path_ =
      testing::TempDir() + "lode-lines-" + testing::UnitTest::GetInstance()->current_test_info()->name();
  std::vector<std::string> seen_;
};

TEST_F(Follow, AFileThatGrows) {
  LineReader reader(path_, 0);
  EXPECT_TRUE(read(reader));  // not there yet
  append("a\nb");
  EXPECT_TRUE(read(reader));
  EXPECT_EQ(seen_, std::vector<std::string>{"a"});
  append("c\n");
  EXPECT_TRUE(read(reader));
  EXPECT_EQ(seen_, (std::vector<std::string>{"a", "bc"}));
  EXPECT_FALSE(reader.problem());
}

TEST_F(Follow, StartsWhereToldAndEndsAtTheLimit) {
  append("old\nnew\nlater\n");
  LineReader reader(path_, 4);
  EXPECT_TRUE(read(reader, 1 << 20, 8));
  EXPECT_EQ(seen_, std::vector<std::string>{"new"});
}

TEST_F(Follow, AFileThatIsWrittenAnew) {
  append("first line\n");
  LineReader reader(path_, 0);
  read(reader);
  std::ofstream(path_, std::ios::trunc) << "x\n";
  read(reader);
  EXPECT_EQ(seen_, (std::vector<std::string>{"first line", "x"}));
}

TEST_F(Follow, AtMostTheBudgetAtOnce) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "line\n";
  append(text);
  LineReader reader(path_, 0);
  int reads = 1;
  while (!read(reader, 100000)) ++reads;
  EXPECT_EQ(seen_.size(), 100000u);
  EXPECT_GT(reads, 2);
}

TEST(Lines, AFolderIsAProblem) {
  LineReader reader(testing::TempDir(), 0);
  EXPECT_TRUE(reader.read(100, 100, [](const Line&) {}));
  ASSERT_TRUE(reader.problem());
  EXPECT_NE(reader.problem()->find("not a regular file"), std::string::npos);
}

}  // namespace
}  // namespace lode::launch
