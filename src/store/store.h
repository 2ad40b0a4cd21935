/// \file
/// Where events are made durable. A store holds studies by name; each study is an append-only log of events.
///
/// The contract that tests/conformance/store_suite.h checks of every store:
/// - append() returns only when the events are on stable storage, all of them or none;
/// - sequence numbers of a log are 1, 2, 3, ... without holes; head() is the last one, 0 for an empty log;
/// - append() with an expected_head that is not the head appends nothing and says so (optimistic
/// concurrency);
/// - several threads and several processes may use one store at the same time;
/// - an event, once read, never changes;
/// - a log whose study was removed answers Error(Code::not_found), also when the name was given to a new
/// study.
///
/// A store does not survive fork(): a child process opens its own, and leaves the parent's alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lode::store {

struct Event {
  std::uint64_t sequence = 0;  ///< set by the store
  std::string type;            ///< "TrialProposed", ...; the store does not interpret it
  std::int32_t version = 1;    ///< schema version of the payload
  std::string payload;         ///< JSON text, UTF-8
};

/// One study's events.
class EventLog {
 public:
  virtual ~EventLog() = default;

  /// \param events their sequence numbers are not looked at: the store numbers them. An empty list only
  /// compares the head.
  /// \return true: durable; false: the log's head was not expected_head and nothing was written.
  /// \throws Error(Code::argument) for an event without type, or with anything but UTF-8 text without NUL.
  /// \throws Error(Code::store) on I/O failure (disk full, file gone, locked longer than the busy limit).
  virtual bool append(std::uint64_t expected_head, const std::vector<Event>& events) = 0;

  /// Events with sequence > after, in order.
  virtual std::vector<Event> read_from(std::uint64_t after) const = 0;

  /// The last sequence number. Cheap enough to be asked often (a driver looks for others' events this way).
  virtual std::uint64_t head() const = 0;
};

struct StudyEntry {
  std::string name;
  double created = 0;  ///< seconds since the epoch
};

class Store {
 public:
  virtual ~Store() = default;

  /// Makes an empty log. Names are unique without regard to ASCII case; UTF-8 of 1 to 256 bytes. A log may
  /// outlive its store.
  /// \throws Error(Code::argument); Error(Code::exists); Error(Code::store)
  virtual std::unique_ptr<EventLog> create(const std::string& study, double time) = 0;
  /// \throws Error(Code::not_found) naming the study and the nearest name; Error(Code::store)
  virtual std::unique_ptr<EventLog> open(const std::string& study) = 0;
  /// In order of creation.
  virtual std::vector<StudyEntry> list() const = 0;
  /// Deletes a study's record for good. \throws Error(Code::not_found)
  virtual void remove(const std::string& study) = 0;
  /// What a person calls this store: "memory" or the file's path.
  virtual std::string location() const = 0;
};

std::unique_ptr<Store> open_memory_store();

struct SqliteOptions {
  bool create = true;        ///< make the file where it does not exist; false: Error(Code::not_found)
  double busy_seconds = 30;  ///< how long to wait for another process's transaction
  std::string vfs = {};  ///< name of a registered SQLite VFS; empty: the default. For the durability tests
};

/// WAL, synchronous=FULL. Refuses a file on a network file system, a file of another program, and a newer
/// format, each with Error(Code::store).
std::unique_ptr<Store> open_sqlite_store(const std::string& path, const SqliteOptions& options = {});

/// ":memory:" or a path. The one place that maps an address to a store.
std::unique_ptr<Store> open_store(const std::string& address, const SqliteOptions& options = {});

}  // namespace lode::store
