#include "store/power_cut_vfs.h"

#include <algorithm>  // min, max
#include <atomic>
#include <fstream>
#include <iterator>
#include <new>

namespace lode::store::test {

/// What SQLite holds for an open file; the default VFS's own follows it in memory.
struct PowerCutFile {
  sqlite3_file base;
  PowerCutDisk* disk;
  std::shared_ptr<PowerCutDisk::Content>* content;  ///< owned; null for files without a name
  bool syncs_directory;                             ///< its first sync makes the directory durable too

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

/// The functions that SQLite calls. Those that change nothing on the disk go straight through.
struct PowerCutMethods {
  static PowerCutFile* of(sqlite3_file* file) { return reinterpret_cast<PowerCutFile*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }
  static PowerCutDisk* of(sqlite3_vfs* vfs) { return static_cast<PowerCutDisk*>(vfs->pAppData); }

  static int close(sqlite3_file* file) {
    const int result = real(file)->pMethods->xClose(real(file));
    delete of(file)->content;
    return result;
  }

  static int read(sqlite3_file* file, void* into, int amount, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), into, amount, offset);
  }

  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    auto* self = of(file);
    if (self->content) {
      const std::lock_guard lock(self->disk->mutex_);
      if (const int result = self->disk->refusal(PowerCutDisk::Kind::write)) return result;
      const bool was_off = self->disk->off_;
      const bool on = self->disk->step();
      // The write during which the power goes may leave some of its sectors behind.
      if (!was_off)
        (*self->content)
            ->pending.push_back(
                {false, static_cast<std::uint64_t>(offset),
                 std::string(static_cast<const char*>(from), static_cast<std::size_t>(amount))});
      if (!on) return SQLITE_IOERR_WRITE;
    }
    return self->real()->pMethods->xWrite(self->real(), from, amount, offset);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    auto* self = of(file);
    if (self->content) {
      const std::lock_guard lock(self->disk->mutex_);
      if (!self->disk->step()) return SQLITE_IOERR_TRUNCATE;
      (*self->content)->pending.push_back({true, static_cast<std::uint64_t>(size), {}});
    }
    return self->real()->pMethods->xTruncate(self->real(), size);
  }

  static int sync(sqlite3_file* file, int) {
    auto* self = of(file);
    if (!self->content) return SQLITE_OK;
    const std::lock_guard lock(self->disk->mutex_);
    if (const int result = self->disk->refusal(PowerCutDisk::Kind::sync)) return result;
    if (!self->disk->step()) return SQLITE_IOERR_FSYNC;
    auto& content = **self->content;
    for (const auto& change : content.pending) PowerCutDisk::apply(change, content.durable);
    content.pending.clear();
    if (self->syncs_directory) self->disk->sync_directory();
    self->syncs_directory = false;
    return SQLITE_OK;
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
  }
  static int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
  static int unlock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
  }
  static int check_reserved_lock(sqlite3_file* file, int* held) {
    return real(file)->pMethods->xCheckReservedLock(real(file), held);
  }
  static int file_control(sqlite3_file* file, int operation, void* argument) {
    // Only a hint, but one that would write behind the shim's back.
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
  }
  static int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
  static int device_characteristics(sqlite3_file*) { return 0; }  // promises nothing

  static int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, at);
  }
  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
  }
  static void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
  static int shm_unmap(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
  }

  static const sqlite3_io_methods* methods() {
    static const sqlite3_io_methods table = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;  // with shared memory, without memory-mapped reading
      m.xClose = close;
      m.xRead = read;
      m.xWrite = write;
      m.xTruncate = truncate;
      m.xSync = sync;
      m.xFileSize = file_size;
      m.xLock = lock;
      m.xUnlock = unlock;
      m.xCheckReservedLock = check_reserved_lock;
      m.xFileControl = file_control;
      m.xSectorSize = sector_size;
      m.xDeviceCharacteristics = device_characteristics;
      m.xShmMap = shm_map;
      m.xShmLock = shm_lock;
      m.xShmBarrier = shm_barrier;
      m.xShmUnmap = shm_unmap;
      return m;
    }();
    return &table;
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    auto* disk = of(vfs);
    auto* self = new (file) PowerCutFile{};
    self->disk = disk;
    std::shared_ptr<PowerCutDisk::Content> content;
    if (path) {
      // Not xAccess: SQLite's own takes an empty file for a missing one.
      const bool exists = std::filesystem::exists(path);
      if (!exists && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
      const std::lock_guard lock(disk->mutex_);
      content = disk->opened(path, exists);
      if (!content) return SQLITE_IOERR;
    }
    const int result = disk->real_->xOpen(disk->real_, path, self->real(), flags, flags_out);
    if (result != SQLITE_OK) return result;
    if (content) self->content = new std::shared_ptr<PowerCutDisk::Content>(content);
    self->syncs_directory =
        (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
    self->base.pMethods = methods();
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* path, int sync) {
    auto* disk = of(vfs);
    {
      const std::lock_guard lock(disk->mutex_);
      if (!disk->step()) return SQLITE_IOERR_DELETE;
      if (const auto at = disk->entries_.find(path); at != disk->entries_.end()) at->second.now = nullptr;
      if (sync) disk->sync_directory();
    }
    return disk->real_->xDelete(disk->real_, path, 0);
  }

  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
    auto* real = of(vfs)->real_;
    return real->xAccess(real, path, flags, result);
  }
  static int full_pathname(sqlite3_vfs* vfs, const char* path, int size, char* out) {
    auto* real = of(vfs)->real_;
    return real->xFullPathname(real, path, size, out);
  }
};

PowerCutDisk::PowerCutDisk() : real_(sqlite3_vfs_find(nullptr)) {
  static std::atomic<int> count{0};
  name_ = "power-cut-" + std::to_string(++count);
  self_ = *real_;  // randomness, sleep and time are the default's
  self_.szOsFile = static_cast<int>(sizeof(PowerCutFile)) + real_->szOsFile;
  self_.pNext = nullptr;
  self_.zName = name_.c_str();
  self_.pAppData = this;
  self_.xOpen = PowerCutMethods::open;
  self_.xDelete = PowerCutMethods::remove;
  self_.xAccess = PowerCutMethods::access;
  self_.xFullPathname = PowerCutMethods::full_pathname;
  sqlite3_vfs_register(&self_, 0);
}

PowerCutDisk::~PowerCutDisk() { sqlite3_vfs_unregister(&self_); }

void PowerCutDisk::cut_at(std::uint64_t operation) {
  const std::lock_guard lock(mutex_);
  limit_ = operation;
}

std::uint64_t PowerCutDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

void PowerCutDisk::fail(Kind kind, int result, int times) {
  const std::lock_guard lock(mutex_);
  faults_[static_cast<int>(kind)] = {result, times};
}

bool PowerCutDisk::step() {
  if (!off_ && ++operations_ >= limit_) off_ = true;
  return !off_;
}

int PowerCutDisk::refusal(Kind kind) {
  auto& fault = faults_[static_cast<int>(kind)];
  if (fault.times == 0) return SQLITE_OK;
  --fault.times;
  return fault.result;
}

/// The content that the name leads to, made where it is new; null where the power is off.
std::shared_ptr<PowerCutDisk::Content> PowerCutDisk::opened(const std::string& path, bool exists) {
  auto& entry = entries_[path];
  if (exists && entry.now) return entry.now;
  if (!exists && !step()) return nullptr;
  entry.now = std::make_shared<Content>();
  if (!exists) return entry.now;
  // It was there before this disk was: all of it is durable.
  std::ifstream file(path, std::ios::binary);
  entry.now->durable.assign(std::istreambuf_iterator<char>(file), {});
  entry.later = entry.now;
  return entry.now;
}

void PowerCutDisk::sync_directory() {
  for (auto& [path, entry] : entries_) entry.later = entry.now;
}

void PowerCutDisk::apply(const Change& change, std::string& bytes) {
  if (change.truncation) {
    bytes.resize(change.offset);
    return;
  }
  bytes.resize(std::max<std::size_t>(bytes.size(), change.offset + change.bytes.size()));
  bytes.replace(change.offset, change.bytes.size(), change.bytes);
}

/// A content's bytes after the cut: the durable ones, and of the pending changes any set of sectors.
std::string PowerCutDisk::survivor(const Content& content, Survivors survivors, std::mt19937_64& random) {
  constexpr std::uint64_t sector = 512;
  std::string bytes = content.durable;
  if (survivors == Survivors::durable) return bytes;
  for (const auto& change : content.pending) {
    if (change.truncation) {
      if (random() % 2 == 0) apply(change, bytes);
      continue;
    }
    for (std::uint64_t done = 0; done < change.bytes.size();) {
      const std::uint64_t offset = change.offset + done;
      const std::uint64_t amount = std::min(sector - offset % sector, change.bytes.size() - done);
      if (random() % 2 == 0) apply({false, offset, change.bytes.substr(done, amount)}, bytes);
      done += amount;
    }
  }
  return bytes;
}

void PowerCutDisk::restart_into(const std::filesystem::path& directory, Survivors survivors,
                                std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  off_ = true;
  std::mt19937_64 random(seed);
  for (const auto& [path, entry] : entries_) {
    const bool newer = survivors == Survivors::by_chance && random() % 2 == 0;
    const auto& content = newer ? entry.now : entry.later;
    if (!content) continue;
    std::ofstream file(directory / std::filesystem::path(path).filename(), std::ios::binary);
    file << survivor(*content, survivors, random);
  }
}

}  // namespace lode::store::test
