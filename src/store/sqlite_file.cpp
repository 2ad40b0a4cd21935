#include "store/sqlite_file.h"

#include <array>
#include <cerrno>
#include <cstdio>   // snprintf
#include <fcntl.h>  // open
#include <filesystem>
#include <system_error>
#include <thread>    // sleep_for
#include <unistd.h>  // fsync, close

#include "base/error.h"
#include "store/network.h"
#include "store/obstacle.h"

namespace lode::store {
namespace {

namespace fs = std::filesystem;

// AUTOINCREMENT: the number of a removed study is never given to another, so an old log cannot write into it.
constexpr const char* schema = R"(
CREATE TABLE studies(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  created REAL NOT NULL
) STRICT;
CREATE TABLE events(
  study INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY(study, sequence)
) STRICT, WITHOUT ROWID;
)";

struct Header {
  std::int64_t application = 0;
  std::int64_t format = 0;
  std::int64_t objects = 0;  ///< tables, indices, ...
  bool fresh() const { return application == 0 && format == 0 && objects == 0; }
};

std::int64_t number(Connection& connection, const char* sql) {
  Statement statement(connection, sql);
  Query query(statement);
  query.next();
  return query.integer(0);
}

/// One transaction, so that a file that another process is just making is seen before or after, not between.
Header read_header(Connection& connection) {
  Transaction transaction(connection, Transaction::Kind::read);
  Header header;
  header.objects = number(connection, "SELECT count(*) FROM sqlite_schema");
  header.application = number(connection, "PRAGMA application_id");
  header.format = number(connection, "PRAGMA user_version");
  return header;
}

std::string hexadecimal(std::int64_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%08llX", static_cast<unsigned long long>(value & 0xFFFFFFFF));
  return text.data();
}

void check_header(const Header& header, const std::string& path) {
  if (header.fresh()) return;
  if (header.application != application_id)
    throw Error(Code::store, path + " is a database of another program (application id " +
                                 hexadecimal(header.application) + "), not a Lode store; it was left alone");
  if (header.format > format_version)
    throw Error(Code::store, path + " was written by a newer Lode (store format " +
                                 std::to_string(header.format) + "; this one knows up to " +
                                 std::to_string(format_version) + "): use that version or a newer one");
  if (header.format < 1)
    throw Error(Code::store, path + " is damaged: it is a Lode store of format " +
                                 std::to_string(header.format) + ", which never existed");
}

/// Switching a file to WAL needs it alone for a moment, and SQLite does not call the busy handler for that.
void use_write_ahead_log(Connection& connection) {
  const auto start = std::chrono::steady_clock::now();
  while (!connection.try_execute("PRAGMA journal_mode=WAL")) {
    if (std::chrono::steady_clock::now() - start >= connection.patience())
      connection.fail("cannot be opened");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Statement statement(connection, "PRAGMA journal_mode");
  Query query(statement);
  if (!query.next() || query.text(0) != "wal")
    throw Error(Code::store, connection.path() +
                                 ": this file system does not allow a write-ahead log (it "
                                 "needs shared memory); use a file on a local disk");
}

void make_tables(Connection& connection) {
  Transaction transaction(connection, Transaction::Kind::write);
  // Another process may have been first.
  if (number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
    connection.execute(schema);
    connection.execute(("PRAGMA application_id=" + std::to_string(application_id)).c_str());
    connection.execute(("PRAGMA user_version=" + std::to_string(format_version)).c_str());
  }
  transaction.commit();
}

Error missing(const std::string& path) {
  return Error(Code::not_found, "there is no store at " + path + "; the path of an existing store accepted");
}

void check_local(const std::string& place, const std::string& path) {
  if (const auto name = network_file_system(place))
    throw Error(Code::store, path + " is on a network file system (" + *name +
                                 "), where SQLite's locks cannot be trusted and a store would be damaged; "
                                 "use a file on a local disk of this machine");
}

}  // namespace

std::string checked_path(const std::string& path, bool create) {
  if (path.empty() || path.find('\0') != std::string::npos)
    throw Error(Code::argument, "a store's path must not be empty and must not hold NUL");
  std::error_code error;
  // Absolute: it survives a change of the working directory, and no name of SQLite's own (":memory:",
  // "file:...") can be meant.
  const std::string full = fs::absolute(path, error).string();
  if (error) throw Error(Code::store, path + ": " + error.message());
  const auto status = fs::status(full, error);
  if (status.type() == fs::file_type::none)
    throw Error(Code::store, full + ": " + obstacle(full).value_or(error.message()));
  if (fs::is_directory(status)) throw Error(Code::store, full + " is a directory; a store is a file");
  if (fs::exists(status) && !fs::is_regular_file(status))
    throw Error(Code::store, full + " is not a regular file; a store is a file");
  if (!fs::exists(status)) {
    if (!create) throw missing(full);
    const auto parent = fs::path(full).parent_path();
    if (!fs::is_directory(parent, error))
      throw Error(Code::store,
                  full + ": " + obstacle(full).value_or(parent.string() + ": " + error.message()));
    check_local(parent.string(), full);
  } else {
    check_local(full, full);
  }
  return full;
}

void prepare_file(Connection& connection, bool create) {
  const Header header = read_header(connection);
  check_header(header, connection.path());
  if (header.fresh() && !create) throw missing(connection.path());
  use_write_ahead_log(connection);
  connection.execute("PRAGMA synchronous=FULL");
  if (!header.fresh()) return;
  make_tables(connection);
  check_header(read_header(connection), connection.path());
}

void sync_directory_of(const std::string& path) {
  const std::string directory = fs::path(path).parent_path().string();
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  // Some file systems have no directories to sync and say EINVAL.
  if (!synced && reason != EINVAL)
    throw Error(Code::store,
                directory + ": cannot be made durable: " + std::generic_category().message(reason));
}

}  // namespace lode::store
