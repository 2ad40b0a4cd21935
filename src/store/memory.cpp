/// \file
/// The store of studies that live as long as the process. Also the plainest statement of the contract.
#include <algorithm>  // find_if
#include <mutex>

#include "store/contract.h"
#include "store/store.h"

namespace lode::store {
namespace {

constexpr std::string_view location_text = "memory";

/// Two names are one study's if they differ in the case of ASCII letters only.
std::string folded(std::string name) {
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

/// What the store and every open log of a study share.
struct Record {
  StudyEntry entry;
  mutable std::mutex mutex;
  std::vector<Event> events;  ///< guarded by mutex
  bool removed = false;       ///< guarded by mutex
};

class MemoryLog final : public EventLog {
 public:
  explicit MemoryLog(std::shared_ptr<Record> record) : record_(std::move(record)) {}

  bool append(std::uint64_t expected_head, const std::vector<Event>& events) override {
    check_events(events);
    std::vector<Event> copies = events;  // whatever can fail for want of memory comes before the first change
    const auto lock = locked();
    auto& log = record_->events;
    if (log.size() != expected_head) return false;
    if (log.capacity() < log.size() + copies.size())
      log.reserve(std::max(2 * log.capacity(), log.size() + copies.size()));
    for (auto& event : copies) {
      event.sequence = log.size() + 1;
      log.push_back(std::move(event));
    }
    return true;
  }

  std::vector<Event> read_from(std::uint64_t after) const override {
    const auto lock = locked();
    const auto& log = record_->events;
    if (after >= log.size()) return {};
    return {log.begin() + static_cast<std::ptrdiff_t>(after), log.end()};
  }

  std::uint64_t head() const override {
    const auto lock = locked();
    return record_->events.size();
  }

 private:
  std::unique_lock<std::mutex> locked() const {
    std::unique_lock lock(record_->mutex);
    if (record_->removed) throw study_removed(record_->entry.name, location_text);
    return lock;
  }

  std::shared_ptr<Record> record_;
};

class MemoryStore final : public Store {
 public:
  std::unique_ptr<EventLog> create(const std::string& study, double time) override {
    check_study_name(study);
    check_time(time);
    auto record = std::make_shared<Record>();
    record->entry = {study, time};
    const std::lock_guard lock(mutex_);
    if (find(study) != records_.end()) throw study_exists(study, location_text);
    records_.push_back(record);
    return std::make_unique<MemoryLog>(std::move(record));
  }

  std::unique_ptr<EventLog> open(const std::string& study) override {
    const std::lock_guard lock(mutex_);
    return std::make_unique<MemoryLog>(*found(study));
  }

  std::vector<StudyEntry> list() const override {
    const std::lock_guard lock(mutex_);
    return entries();
  }

  void remove(const std::string& study) override {
    const std::lock_guard lock(mutex_);
    const auto at = found(study);
    {
      const std::lock_guard record_lock((*at)->mutex);
      (*at)->removed = true;
      (*at)->events = {};
    }
    records_.erase(at);
  }

  std::string location() const override { return std::string(location_text); }

 private:
  using Records = std::vector<std::shared_ptr<Record>>;

  Records::iterator find(const std::string& study) {
    return std::find_if(records_.begin(), records_.end(), [key = folded(study)](const auto& record) {
      return folded(record->entry.name) == key;
    });
  }

  Records::iterator found(const std::string& study) {
    check_study_name(study);
    const auto at = find(study);
    if (at == records_.end()) throw no_such_study(study, entries(), location_text);
    return at;
  }

  std::vector<StudyEntry> entries() const {
    std::vector<StudyEntry> all;
    for (const auto& record : records_) all.push_back(record->entry);
    return all;
  }

  mutable std::mutex mutex_;
  Records records_;  ///< in order of creation; guarded by mutex_
};

}  // namespace

std::unique_ptr<Store> open_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace lode::store
