#include "base/file.h"

#include <fstream>
#include <sstream>

namespace lode {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An iterator would throw where a read fails, as that of a process does which ends in between.
  text << file.rdbuf();
  return text.str();
}

}  // namespace lode
