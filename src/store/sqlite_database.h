/// \file
/// What a SQLite store and all its open logs share: one connection that writes, one that reads (so that a
/// question never waits for a disk), and the grouping of appends into transactions.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/sqlite_connection.h"
#include "store/store.h"

namespace lode::store {

/// For any number of threads at once.
class Database {
 public:
  /// `path` as checked_path() gave it.
  Database(const std::string& path, const SqliteOptions& options);
  ~Database();  ///< moves what is in the write-ahead log into the file

  const std::string& path() const { return writer_.connection.path(); }

  /// The study's number, or nothing where the name is taken. \throws Error(Code::store)
  std::optional<std::int64_t> create(const std::string& study, double time);
  struct Found {
    std::int64_t id = 0;
    std::string name;  ///< as it was created
  };
  std::optional<Found> find(const std::string& study) const;
  std::vector<StudyEntry> list() const;
  /// \return false where there is no such study.
  bool remove(const std::string& study);

  /// As EventLog::append(). Appends of several threads that meet share one transaction, and so one wait for
  /// the disk; each is still all or nothing, and in a group that fails every append fails.
  /// \return nothing where the study was removed.
  std::optional<bool> append(std::int64_t study, std::uint64_t expected_head,
                             const std::vector<Event>& events);

  /// \return nothing where the study was removed.
  std::optional<std::uint64_t> head(std::int64_t study) const;
  std::optional<std::vector<Event>> read_from(std::int64_t study, std::uint64_t after) const;

 private:
  struct Append {
    std::int64_t study;
    std::uint64_t expected_head;
    const std::vector<Event>& events;
    bool done = false;  ///< guarded, as what follows, by writer_.mutex
    bool failed = false;
    std::optional<bool> written;
    Code code{};          ///< of the failure; each thread throws an exception of its own
    std::string failure;  ///< its text
  };

  struct Writer {
    Writer(const std::string& path, const SqliteOptions& options);
    std::mutex mutex;
    Connection connection;
    Statement insert_study, find_study, delete_study, delete_events, head, insert_event;
  };

  struct Reader {
    Reader(const std::string& path, const SqliteOptions& options);
    std::mutex mutex;
    Connection connection;
    Statement find_study, list, head, page;
  };

  void run_group();
  void write_group(const std::vector<Append*>& group);
  void write(Append& append);
  bool read_page(std::int64_t study, std::uint64_t after, std::vector<Event>& events) const;

  mutable Writer writer_;
  mutable Reader reader_;
  std::mutex queue_mutex_;
  std::vector<Append*> queue_;  ///< guarded by queue_mutex_
};

}  // namespace lode::store
