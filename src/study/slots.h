/// \file
/// Slots that the trials of several studies share: AMT's count of instances over all tuning jobs.
///
/// A trial takes its study's number of slots from its proposal to its end. What is counted is what the open
/// studies of one context know: trials in progress, whoever started them. Other contexts and processes count
/// for themselves, studies that are not open are not counted, and what another process tells of a study
/// arrives when that study is next used here.
///
/// Run loops stand in line: whoever came first is served first, a trial of many slots before later ones of
/// few, and who was served goes to the end. Other asks take what is free where nobody stands in line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace lode::study {

class SlotUser;

/// Thread-safe; calls nothing of its users'.
class SlotPool {
 public:
  explicit SlotPool(std::uint64_t total) : total_(total) {}
  std::uint64_t total() const { return total_; }
  /// The study's record is gone: its trials have no slots any more, whatever is observed of it later.
  void drop(const std::string& study);

 private:
  friend class SlotUser;

  /// A study, which may be open several times.
  struct Entry {
    std::size_t users = 0;
    std::uint64_t head = 0;     ///< the last event that `pending` knows of
    std::uint64_t pending = 0;  ///< slots of its trials in progress
    bool dropped = false;
  };

  /// Slots that are taken but by the trials in progress of `except`. \pre lock_ is held
  std::uint64_t taken(const std::string& except) const;

  const std::uint64_t total_;
  mutable std::mutex lock_;
  std::map<std::string, Entry> entries_;
  std::uint64_t reserved_ = 0;  ///< slots of proposals that are not written yet
  std::deque<const SlotUser*> line_;
};

/// One open study's share.
class SlotUser {
 public:
  /// \param study what tells studies apart \param need slots of one trial
  SlotUser(std::shared_ptr<SlotPool> pool, std::string study, std::uint64_t need);
  ~SlotUser();
  SlotUser(const SlotUser&) = delete;
  SlotUser& operator=(const SlotUser&) = delete;

  std::uint64_t need() const { return need_; }
  std::uint64_t total() const { return pool_->total_; }

  /// The study's trials in progress after its event `head`. What an older look says is ignored.
  void observe(std::uint64_t head, std::uint64_t trials);

  /// Takes slots for up to `trials` proposals, until settle(). \param in_line stand in line where there are
  /// none \return for how many there are slots
  std::size_t reserve(std::size_t trials, bool in_line);
  /// The proposals were written, and observed, or dropped: their slots are no longer held besides.
  void settle();
  /// No longer in line.
  void leave();

  /// Whether a trial that an earlier driver left may start besides `launched` others of this study: where the
  /// slots suffice, and always the first, as otherwise studies that were left could wait for each other.
  bool may_launch(std::size_t launched) const;
  /// "a trial takes 2 slots, and 1 of 20 is free"
  std::string shortage() const;

 private:
  const std::shared_ptr<SlotPool> pool_;
  const std::string study_;
  const std::uint64_t need_;
  std::uint64_t reserved_ = 0;  ///< under the pool's lock
};

}  // namespace lode::study
