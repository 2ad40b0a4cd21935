/// \file
/// SQLite without the store, for tests that look at a file from outside or stand for another program.
#pragma once

#include <sqlite3.h>
#include <stdexcept>
#include <string>

namespace lode::store::test {

class RawDatabase {
 public:
  explicit RawDatabase(const std::string& path, const char* vfs = nullptr) {
    if (sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs) != SQLITE_OK)
      fail();
  }
  ~RawDatabase() { sqlite3_close(handle_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  void execute(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }

  /// The first column of the first row.
  std::string text(const std::string& sql) {
    std::string result;
    const auto keep = [](void* into, int, char** values, char**) {
      auto& text = *static_cast<std::string*>(into);
      if (text.empty() && values[0]) text = values[0];
      return 0;
    };
    if (sqlite3_exec(handle_, sql.c_str(), keep, &result, nullptr) != SQLITE_OK) fail();
    return result;
  }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(handle_)); }

  sqlite3* handle_ = nullptr;
};

}  // namespace lode::store::test
