/// \file
/// The documents of tests/amt/data.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "base/json.h"

namespace lode::amt::testing {

/// The text of a file of tests/amt/data.
inline std::string read_data(const std::string& name) {
  std::ifstream file(std::string(LODE_TEST_DATA) + "/data/" + name);
  if (!file) throw std::runtime_error("no test data " + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The base documents that rejected.json and the tests change.
inline std::string base_text(const std::string& base) {
  if (base == "bare") return read_data("seed003_config.json");
  if (base == "full") return read_data("seed003_request.json");
  return read_data(base + ".json");
}

/// A base document with one value put at a JSON pointer.
inline std::string changed(const std::string& base, const std::string& pointer, const Json& value) {
  Json document = parse_json(base_text(base));
  document[Json::json_pointer(pointer)] = value;
  return document.dump();
}

}  // namespace lode::amt::testing
