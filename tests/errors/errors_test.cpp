/// \file
/// Runs the rows of table.inc.
///
///     errors_test document|call|command    the rows of one kind must be refused as they say
///     errors_test --check docs/errors.md   the file must be what the table renders to
///     errors_test --write docs/errors.md   makes it so
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

#include "document.h"
#include "render.h"

namespace lode::errors {

namespace {

/// What no message may hold: it would be the text of a library, not an answer to a user.
constexpr const char* foreign[] = {"[json.exception", "bad optional", "bad_",   "std::",     "_M_",
                                   "basic_string",    "stoi",         "vector", "defect of", "\n"};

/// What is wrong with an outcome; empty where nothing is.
std::string wrong_with(const Row& row, const Outcome& outcome) {
  if (outcome.code != row.code)
    return "gave " + std::to_string(outcome.code) + ", not " + std::to_string(row.code);
  for (const char* part : {row.field, row.given, row.accepted}) {
    if (*part == '\0') return "the row must say the field, the value and what is accepted";
    if (outcome.message.find(part) == std::string::npos) return std::string("the message lacks: ") + part;
  }
  for (const char* part : foreign)
    if (outcome.message.find(part) != std::string::npos) return std::string("the message holds: ") + part;
  return "";
}

int test(Kind kind) {
  int run = 0;
  int failed = 0;
  for (const Row& row : table()) {
    if (row.kind != kind) continue;
    ++run;
    const Outcome outcome = row.run();
    const std::string wrong = wrong_with(row, outcome);
    if (wrong.empty()) continue;
    ++failed;
    std::fprintf(stderr, "%s\n  %s\n  message: %s\n", row.input.c_str(), wrong.c_str(),
                 outcome.message.c_str());
  }
  std::printf("%d rows, %d failed\n", run, failed);
  return run > 0 && failed == 0 ? 0 : 1;
}

std::string rendered() {
  const std::vector<Row> rows = table();
  std::vector<Outcome> outcomes;
  for (const Row& row : rows) outcomes.push_back(row.run());
  return render(rows, outcomes);
}

int check(const std::string& path) {
  if (read_file(path) == rendered()) return 0;
  std::fprintf(stderr, "%s is not what the table renders to: run errors_test --write %s\n", path.c_str(),
               path.c_str());
  return 1;
}

int write(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << rendered();
  file.close();
  return file ? 0 : 1;
}

int run(const std::string& what, const std::string& path) {
  if (what == "document") return test(Kind::document);
  if (what == "call") return test(Kind::call);
  if (what == "command") return test(Kind::command);
  if (what == "--check") return check(path);
  if (what == "--write") return write(path);
  std::fprintf(stderr, "usage: errors_test document|call|command|--check FILE|--write FILE\n");
  return 2;
}

}  // namespace

}  // namespace lode::errors

int main(int count, char** arguments) {
  try {
    return lode::errors::run(count > 1 ? arguments[1] : "", count > 2 ? arguments[2] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
