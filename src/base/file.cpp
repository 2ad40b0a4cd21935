#include "base/file.h"

#include <fstream>
#include <iterator>  // istreambuf_iterator

namespace lode {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lode
