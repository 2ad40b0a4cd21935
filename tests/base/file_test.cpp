#include "base/file.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>  // getpid

namespace lode {
namespace {

TEST(File, ItsContentIsEveryByte) {
  const auto path = std::filesystem::temp_directory_path() / ("lode_file_" + std::to_string(getpid()));
  const std::string bytes("a\r\n\0\xff\n", 6);
  std::ofstream(path, std::ios::binary) << bytes;
  EXPECT_EQ(content_of(path), bytes);
  std::filesystem::remove(path);
}

TEST(File, WhatCannotBeReadIsEmpty) {
  EXPECT_EQ(content_of("/proc/no such file"), "");
  EXPECT_EQ(content_of("/proc"), "");
  EXPECT_EQ(content_of("/proc/self/mem"), "");  // opened, and then not read
}

}  // namespace
}  // namespace lode
