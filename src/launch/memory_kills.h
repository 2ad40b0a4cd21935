/// \file
/// What the kernel says of processes that it killed for want of memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lode::launch {

/// The file that counts such kills: that of this process's control group (version 1 or 2), which its children
/// are in too, else /proc/vmstat, which counts the machine's. Empty where there is none. \param root where
/// /proc and /sys are; "" but in tests
std::string memory_kills_file(const std::string& root = "");

/// Whether the kernel has killed for want of memory since this was made.
class MemoryWatch {
 public:
  explicit MemoryWatch(std::string file) : file_(std::move(file)), before_(count()) {}
  bool killed() const;

 private:
  std::optional<std::uint64_t> count() const;

  std::string file_;
  std::optional<std::uint64_t> before_;
};

}  // namespace lode::launch
