/// \file
/// A directory of a test's own, removed with it.
#pragma once

#include <cstdlib>  // mkdtemp
#include <filesystem>
#include <stdexcept>
#include <string>
#include <unistd.h>  // access

namespace lode::store::test {

class Scratch {
 public:
  enum class Place {
    disk,
    memory
  };  ///< memory: where there is such a file system, for tests that would
      ///< otherwise only wait for the disk

  explicit Scratch(Place place = Place::disk) {
    const std::filesystem::path shared_memory = "/dev/shm";
    const bool memory = place == Place::memory && access(shared_memory.c_str(), W_OK) == 0;
    const auto parent = memory ? shared_memory : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "lode-store-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no scratch directory");
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace lode::store::test
