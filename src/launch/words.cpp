#include "launch/words.h"

#include <string_view>

#include "base/error.h"

namespace lode::launch {

namespace {

constexpr std::string_view blanks = " \t\n";

class Splitter {
 public:
  Splitter(const std::string& line, const std::string& name) : line_(line), name_(name) {}

  std::vector<std::string> words() {
    std::vector<std::string> words;
    for (skip_blanks(); at_ < line_.size(); skip_blanks()) words.push_back(word());
    return words;
  }

 private:
  void skip_blanks() {
    while (at_ < line_.size() && blanks.find(line_[at_]) != std::string_view::npos) ++at_;
  }

  std::string word() {
    std::string word;
    while (at_ < line_.size() && blanks.find(line_[at_]) == std::string_view::npos) {
      const char c = line_[at_];
      if (c == '\'' || c == '"')
        quoted(c, word);
      else
        word += c == '\\' ? escaped() : line_[at_++];
    }
    return word;
  }

  void quoted(char quote, std::string& word) {
    const std::size_t begin = at_++;
    while (at_ < line_.size() && line_[at_] != quote) {
      const bool escapes = quote == '"' && line_[at_] == '\\' && at_ + 1 < line_.size() &&
                           (line_[at_ + 1] == '"' || line_[at_ + 1] == '\\');
      word += escapes ? escaped() : line_[at_++];
    }
    if (at_ == line_.size()) refuse("the quote " + line_.substr(begin, 1) + " is not closed");
    ++at_;
  }

  char escaped() {
    if (at_ + 1 == line_.size()) refuse("it ends in a backslash");
    at_ += 2;
    return line_[at_ - 1];
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(Code::argument, name_ + ": '" + line_ + "' given: " + why +
                                    "; a program and its arguments accepted, as in a shell");
  }

  const std::string& line_;
  const std::string& name_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string> split_words(const std::string& line, const std::string& name) {
  return Splitter(line, name).words();
}

}  // namespace lode::launch
