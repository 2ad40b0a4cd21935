/// \file
/// A row of table.inc: an input that must be refused, and what the refusal must say.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace lode::errors {

enum class Kind { document, call, command };

/// What came of an input.
struct Outcome {
  int code = 0;  ///< a lode_status, or a command's exit code
  std::string message;
};

struct Row {
  Kind kind;
  const char* group;  ///< the heading that it stands under
  std::string input;  ///< as docs/errors.md shows it
  int code;
  const char* field;
  const char* given;
  const char* accepted;
  std::function<Outcome()> run;
};

/// The rows of table.inc, in its order.
std::vector<Row> table();

}  // namespace lode::errors
