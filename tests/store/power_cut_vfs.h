/// \file
/// A disk whose power can be cut: a SQLite VFS over the default one that knows, for every file, which bytes a
/// sync has made durable, which writes are still on their way, and which directory entries would be found
/// after a restart.
///
/// The model is the strict reading of POSIX. A write or a truncation is durable after the next sync of the
/// file; a file's creation or deletion only after a sync of its directory, which SQLite asks for when it
/// first syncs a new journal or write-ahead log, and at some deletions. At the cut, what is not durable is
/// lost, or survives by chance in pieces of one sector, in any order.
///
/// While the power is on, everything is also passed to the default VFS (but for the syncs, which would only
/// cost time): its files, locks and shared memory serve the running connections. The shared memory is not on
/// the disk and is not there after the cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <vector>

namespace lode::store::test {

class PowerCutDisk {
 public:
  /// Registers the VFS. Connections through it must be closed before the disk goes.
  PowerCutDisk();
  ~PowerCutDisk();
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  const std::string& vfs() const { return name_; }

  /// Cuts the power during the operation of this number (from 1). Creations, writes, truncations, syncs and
  /// deletions count. From then on every one of them fails with SQLITE_IOERR.
  void cut_at(std::uint64_t operation);
  std::uint64_t operations() const;

  enum class Kind { write, sync };
  /// The next operation of this kind returns `result` and does nothing, and so on `times` times.
  void fail(Kind kind, int result, int times);

  enum class Survivors { durable, by_chance };
  /// Cuts the power (if it is still on) and writes what is left of the disk into the directory.
  void restart_into(const std::filesystem::path& directory, Survivors survivors, std::uint64_t seed);

 private:
  friend struct PowerCutFile;
  friend struct PowerCutMethods;

  struct Change {
    bool truncation = false;
    std::uint64_t offset = 0;  ///< of a write; the new size of a truncation
    std::string bytes;
  };
  struct Content {
    std::string durable;
    std::vector<Change> pending;
  };
  /// A name in the directory: what it leads to now, and after a restart. Null: no such file.
  struct Entry {
    std::shared_ptr<Content> now, later;
  };

  bool step();  ///< counts an operation; false where the power goes off, or is off
  int refusal(Kind kind);
  std::shared_ptr<Content> opened(const std::string& path, bool exists);
  void sync_directory();
  static void apply(const Change& change, std::string& bytes);
  static std::string survivor(const Content& content, Survivors survivors, std::mt19937_64& random);

  struct Fault {
    int result = SQLITE_OK;
    int times = 0;
  };

  mutable std::mutex mutex_;  ///< guards everything below
  std::map<std::string, Entry> entries_;
  std::uint64_t operations_ = 0;
  std::uint64_t limit_ = std::numeric_limits<std::uint64_t>::max();
  bool off_ = false;
  Fault faults_[2];

  std::string name_;
  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs self_{};
};

}  // namespace lode::store::test
