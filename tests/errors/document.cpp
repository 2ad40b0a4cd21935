#include "document.h"

#include <fstream>
#include <iterator>  // istreambuf_iterator
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "world.h"

namespace lode::errors {

namespace {

using Json = nlohmann::ordered_json;

/// "$.a[0]['b c']" as the pointer "/a/0/b c".
Json::json_pointer pointer_of(const std::string& path) {
  Json::json_pointer pointer;
  for (std::size_t at = 1; at < path.size();) {
    const bool quoted = path.compare(at, 2, "['") == 0;
    const bool index = !quoted && path[at] == '[';
    const std::size_t begin = at + (quoted ? 2 : 1);
    const std::size_t end = std::min(quoted  ? path.find("']", begin)
                                     : index ? path.find(']', begin)
                                             : path.find_first_of(".[", begin),
                                     path.size());
    pointer /= path.substr(begin, end - begin);
    at = end + (quoted ? 2 : index ? 1 : 0);
  }
  return pointer;
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Outcome create(const std::string& json, const char* profile) {
  struct Here : World {
    Outcome create(const std::string& text, const char* name_of_profile) {
      must(lode_options_set(options, "json.profile", name_of_profile, error));
      return outcome_of(lode_study_create_json(context, store, NULL, text.c_str(), options, &other, error));
    }
  } here;
  return here.create(json, profile);
}

std::string changed(const std::string& file, const std::string& path, const std::string& value) {
  Json document = Json::parse(read_file(file));
  const Json::json_pointer pointer = pointer_of(path);
  if (!value.empty()) {
    document[pointer] = Json::parse(value);
  } else {
    document[pointer.parent_pointer()].erase(pointer.back());
  }
  return document.dump();
}

}  // namespace lode::errors
