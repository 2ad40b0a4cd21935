#include <cmath>    // NAN, INFINITY
#include <cstdint>  // SIZE_MAX

#include "command.h"
#include "document.h"
#include "row.h"
#include "world.h"

namespace lode::errors {

namespace {

/// "$.a = 3", "$.a removed".
std::string shown(const std::string& path, const std::string& value) {
  return path + (value.empty() ? " removed" : " = " + value);
}

const std::string base = std::string(LODE_ERRORS_DATA) + "/base.json";
const std::string request = std::string(LODE_ERRORS_DATA) + "/../amt/data/seed003_request.json";

}  // namespace

std::vector<Row> table() {
  const char* group = "";
  std::vector<Row> rows;
#define GROUP(title) group = title;
#define TEXT(json, status, field, given, accepted)                                                   \
  rows.push_back({Kind::document, group, *(json) ? (json) : "(an empty text)", status, field, given, \
                  accepted, [] { return create(json, "lode"); }});
#define DOCUMENT(path, value, status, given, accepted)                                      \
  rows.push_back({Kind::document, group, shown(path, value), status, path, given, accepted, \
                  [] { return create(changed(base, path, value), "lode"); }});
#define REQUEST(path, value, status, given, accepted)                                       \
  rows.push_back({Kind::document, group, shown(path, value), status, path, given, accepted, \
                  [] { return create(changed(request, path, value), "amt"); }});
#define CALL(status, field, given, accepted, ...)                                       \
  rows.push_back({Kind::call, group, #__VA_ARGS__, status, field, given, accepted, [] { \
                    struct Here : World { /* so that the expression sees its members */ \
                      lode_status call() { return (__VA_ARGS__); }                      \
                    } here;                                                             \
                    const lode_status returned = here.call();                           \
                    return here.outcome_of(returned);                                   \
                  }});
#define COMMAND(exit_code, field, given, accepted, line) \
  rows.push_back(                                        \
      {Kind::command, group, line, exit_code, field, given, accepted, [] { return run_command(line); }});
#include "table.inc"
  return rows;
}

}  // namespace lode::errors
