#include "render.h"

#include <algorithm>  // count_if
#include <lode/lode.h>

#include "document.h"

namespace lode::errors {

namespace {

constexpr std::size_t width = 118;

/// The text in lines of at most `width` characters, broken at blanks; all but the first begin with `indent`.
std::string wrapped(const std::string& text, const std::string& indent) {
  std::string lines;
  std::size_t at = 0;
  while (text.size() - at > width) {
    std::size_t end = text.rfind(' ', at + width);
    if (end == std::string::npos || end <= at) end = std::min(text.find(' ', at + width), text.size());
    lines += text.substr(at, end - at);
    at = std::min(end + 1, text.size());
    if (at < text.size()) lines += "\n" + indent;
  }
  return lines + text.substr(at) + "\n";
}

std::string code_of(const Row& row, const Outcome& outcome) {
  return row.kind == Kind::command ? "exit code " + std::to_string(outcome.code)
                                   : lode_status_name(outcome.code);
}

std::string preface(const std::vector<Row>& rows) {
  const auto count = [&](Kind kind) {
    return std::to_string(std::ranges::count_if(rows, [&](const Row& row) { return row.kind == kind; }));
  };
  return "# Bad input, and what Lode says of it\n\n"
         "Each entry is an input that is refused and, below it, the status or exit code and the whole "
         "message "
         "as it is (broken\ninto lines here). It names the field, the value given, and what is accepted. "
         "There "
         "are " +
         count(Kind::document) + " documents, " + count(Kind::call) + " calls and\n" + count(Kind::command) +
         " command lines; `tests/amt/data/rejected.json` has more documents.\n\n"
         "This file is written by `errors_test --write docs/errors.md` from `tests/errors/table.inc`; the "
         "tests "
         "with the label\n`errors` run the table and hold this file to it. `FOLDER` stands for the folder "
         "that "
         "a command is run in. Where a\ndocument is not shown whole, it is this one with one value put in "
         "its "
         "place, and under \"AMT's rules\" AMT's own example\nof a request:\n\n```json\n" +
         read_file(std::string(LODE_ERRORS_DATA) + "/base.json") + "```\n";
}

}  // namespace

std::string render(const std::vector<Row>& rows, const std::vector<Outcome>& outcomes) {
  std::string text = preface(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool begins = i == 0 || std::string(rows[i].group) != rows[i - 1].group;
    const bool ends = i + 1 == rows.size() || std::string(rows[i].group) != rows[i + 1].group;
    text += begins ? std::string("\n## ") + rows[i].group + "\n\n```text\n" : "\n";
    text += wrapped(rows[i].input, "        ");
    text += wrapped("    " + code_of(rows[i], outcomes[i]) + ": " + outcomes[i].message, "    ");
    if (ends) text += "```\n";
  }
  return text;
}

}  // namespace lode::errors
