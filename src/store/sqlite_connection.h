/// \file
/// SQLite's C API with ownership and exceptions: a connection, a prepared statement, one run of it, and a
/// transaction. Nothing here knows about studies.
#pragma once

#include <chrono>
#include <cstdint>
#include <sqlite3.h>
#include <string>
#include <string_view>

#include "store/store.h"

namespace lode::store {

/// One open connection. Not for several threads at once. The path must be absolute.
class Connection {
 public:
  /// Opens for reading and writing; makes the file where options.create says so. The file itself is not
  /// touched before the first statement. \throws Error(Code::store)
  Connection(const std::string& path, const SqliteOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs statements that return no rows of interest. \throws Error(Code::store)
  void execute(const char* sql);

  /// As execute(), but says false instead of throwing where another connection is in the way.
  bool try_execute(const char* sql);

  /// True where the file at the path is no longer the one that was opened (deleted, renamed, replaced).
  bool moved() const;

  /// \throws Error(Code::store), or Code::memory, with the path, what was tried and SQLite's text.
  [[noreturn]] void fail(std::string_view action) const;

  const std::string& path() const { return path_; }
  std::chrono::duration<double> patience() const { return patience_; }
  sqlite3* handle() const { return handle_; }

 private:
  static int wait_for_lock(void* self, int attempt);

  std::string path_;
  std::chrono::duration<double> patience_;
  std::chrono::steady_clock::time_point waiting_since_;
  sqlite3* handle_ = nullptr;
};

/// A prepared statement, kept for many runs. It must not outlive its connection.
class Statement {
 public:
  Statement(Connection& connection, const char* sql);
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

 private:
  friend class Query;
  Connection& connection_;
  sqlite3_stmt* handle_ = nullptr;
};

/// One run of a statement: binds its arguments, walks its rows, and lets go of its locks at the end of the
/// scope. Text arguments must outlive it.
class Query {
 public:
  template <class... Arguments>
  explicit Query(Statement& statement, const Arguments&... arguments) : statement_(statement) {
    int index = 0;
    (bind(++index, arguments), ...);
  }
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Steps to the next row; false after the last. \throws Error(Code::store)
  bool next();
  /// For statements without rows.
  void run() {
    while (next()) continue;
  }

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.handle_, column); }
  double real(int column) const { return sqlite3_column_double(statement_.handle_, column); }
  std::string text(int column) const;

 private:
  void bind(int index, std::int64_t value);
  void bind(int index, double value);
  void bind(int index, const std::string& value);

  Statement& statement_;
};

/// Everything between construction and commit() happens, or nothing does.
class Transaction {
 public:
  enum class Kind { read, write };  ///< a write transaction holds the file's one write lock from the start

  Transaction(Connection& connection, Kind kind);
  ~Transaction();  ///< rolls back what was not committed
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Returns when the changes are on stable storage. \throws Error(Code::store): nothing was changed.
  void commit();

 private:
  Connection& connection_;
};

}  // namespace lode::store
