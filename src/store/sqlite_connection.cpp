#include "store/sqlite_connection.h"

#include <algorithm>  // min
#include <system_error>
#include <thread>  // sleep_for

#include "base/error.h"
#include "base/text.h"
#include "store/obstacle.h"

namespace lode::store {
namespace {

bool is_busy(int result) { return (result & 0xFF) == SQLITE_BUSY || (result & 0xFF) == SQLITE_LOCKED; }

/// Results that a missing permission or folder may be behind.
bool is_refusal(int result) {
  const int primary = result & 0xFF;
  return primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY || primary == SQLITE_PERM;
}

/// The operating system's reason, for the results that have one.
std::string system_reason(sqlite3* handle) {
  const int result = sqlite3_errcode(handle) & 0xFF;
  const int reason = sqlite3_system_errno(handle);
  if (reason == 0 || (result != SQLITE_IOERR && result != SQLITE_CANTOPEN)) return "";
  return " (" + std::generic_category().message(reason) + ")";
}

}  // namespace

Connection::Connection(const std::string& path, const SqliteOptions& options)
    : path_(path), patience_(options.busy_seconds) {
  // The mutexes of the caller keep threads apart; SQLite's own per-connection mutex stays as a second line.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | (options.create ? SQLITE_OPEN_CREATE : 0);
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  try {
    if (sqlite3_open_v2(path.c_str(), &handle_, flags, vfs) != SQLITE_OK) fail("cannot open");
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_handler(handle_, &Connection::wait_for_lock, this);
    if (sqlite3_db_readonly(handle_, "main") == 1)
      throw Error(Code::store,
                  path_ + ": " +
                      obstacle(path_).value_or("cannot be written: check the permissions of the "
                                               "file and whether the disk is mounted read-only"));
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Connection::~Connection() { sqlite3_close(handle_); }

int Connection::wait_for_lock(void* self, int attempt) {
  auto& connection = *static_cast<Connection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (attempt == 0) connection.waiting_since_ = now;
  if (now - connection.waiting_since_ >= connection.patience_) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(std::min(attempt + 1, 20)));
  return 1;
}

void Connection::execute(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("cannot be used");
}

bool Connection::try_execute(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK && !is_busy(result)) fail("cannot be used");
  return result == SQLITE_OK;
}

bool Connection::moved() const {
  int moved = 0;
  const int result = sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return result == SQLITE_OK && moved != 0;
}

void Connection::fail(std::string_view action) const {
  if (!handle_ || sqlite3_errcode(handle_) == SQLITE_NOMEM)
    throw Error(Code::memory, path_ + ": " + std::string(action) + ": out of memory");
  if ((sqlite3_errcode(handle_) & 0xFF) == SQLITE_NOTADB)
    throw Error(Code::store, path_ + " is not a Lode store: " + sqlite3_errmsg(handle_) +
                                 "; a store that Lode made, or the path of a new one, accepted");
  if (is_busy(sqlite3_errcode(handle_)))
    throw Error(Code::store, path_ + ": " + std::string(action) +
                                 ": another process has held its lock for longer than " +
                                 to_text(patience_.count()) + " s (busy_seconds)");
  if (is_refusal(sqlite3_errcode(handle_)))
    if (const auto found = obstacle(path_)) throw Error(Code::store, path_ + ": " + *found);
  throw Error(Code::store,
              path_ + ": " + std::string(action) + ": " + sqlite3_errmsg(handle_) + system_reason(handle_));
}

Statement::Statement(Connection& connection, const char* sql) : connection_(connection) {
  if (sqlite3_prepare_v3(connection.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr) !=
      SQLITE_OK)
    connection.fail("cannot be used");
}

Query::~Query() {
  sqlite3_reset(statement_.handle_);
  sqlite3_clear_bindings(statement_.handle_);
}

bool Query::next() {
  const int result = sqlite3_step(statement_.handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  statement_.connection_.fail(sqlite3_stmt_readonly(statement_.handle_) ? "cannot be read"
                                                                        : "cannot be written");
}

std::string Query::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_.handle_, column);
  if (!bytes) return "";
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.handle_, column));
  return {reinterpret_cast<const char*>(bytes), size};
}

void Query::bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_.handle_, index, value); }

void Query::bind(int index, double value) { sqlite3_bind_double(statement_.handle_, index, value); }

void Query::bind(int index, const std::string& value) {
  if (sqlite3_bind_text64(statement_.handle_, index, value.data(), value.size(), SQLITE_STATIC,
                          SQLITE_UTF8) != SQLITE_OK)
    statement_.connection_.fail("cannot be written");
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  const char* sql = kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN";
  if (sqlite3_exec(connection.handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    connection.fail(kind == Kind::write ? "cannot be written" : "cannot be read");
}

Transaction::~Transaction() {
  // After some errors SQLite has rolled back by itself; a second ROLLBACK would only be refused.
  if (sqlite3_get_autocommit(connection_.handle()) == 0)
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  if (sqlite3_exec(connection_.handle(), "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
    connection_.fail("cannot be written");
}

}  // namespace lode::store
