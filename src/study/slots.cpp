#include "study/slots.h"

#include <algorithm>  // find, min

namespace lode::study {

std::uint64_t SlotPool::taken(const std::string& except) const {
  std::uint64_t slots = reserved_;
  for (const auto& [study, entry] : entries_)
    if (study != except) slots += entry.pending;
  return slots;
}

void SlotPool::drop(const std::string& study) {
  std::lock_guard lock(lock_);
  const auto entry = entries_.find(study);
  if (entry == entries_.end()) return;
  entry->second.pending = 0;
  entry->second.dropped = true;
}

SlotUser::SlotUser(std::shared_ptr<SlotPool> pool, std::string study, std::uint64_t need)
    : pool_(std::move(pool)), study_(std::move(study)), need_(need) {
  std::lock_guard lock(pool_->lock_);
  ++pool_->entries_[study_].users;
}

SlotUser::~SlotUser() {
  settle();
  leave();
  std::lock_guard lock(pool_->lock_);
  const auto entry = pool_->entries_.find(study_);
  if (--entry->second.users == 0) pool_->entries_.erase(entry);
}

void SlotUser::observe(std::uint64_t head, std::uint64_t trials) {
  std::lock_guard lock(pool_->lock_);
  SlotPool::Entry& entry = pool_->entries_[study_];
  if (entry.dropped || head < entry.head) return;
  entry.head = head;
  entry.pending = trials * need_;
}

std::size_t SlotUser::reserve(std::size_t trials, bool in_line) {
  std::lock_guard lock(pool_->lock_);
  auto& line = pool_->line_;
  const auto place = std::ranges::find(line, this);
  const bool served = place == line.begin();  // also where nobody stands in line
  const std::uint64_t taken = pool_->taken("");
  const std::uint64_t free = pool_->total_ - std::min(pool_->total_, taken);
  const std::size_t given = served ? std::min<std::uint64_t>(trials, free / need_) : 0;
  if (given == 0) {
    if (in_line && place == line.end()) line.push_back(this);
    return 0;
  }
  if (place != line.end()) line.erase(place);
  reserved_ += given * need_;
  pool_->reserved_ += given * need_;
  return given;
}

void SlotUser::settle() {
  std::lock_guard lock(pool_->lock_);
  pool_->reserved_ -= reserved_;
  reserved_ = 0;
}

void SlotUser::leave() {
  std::lock_guard lock(pool_->lock_);
  std::erase(pool_->line_, this);
}

bool SlotUser::may_launch(std::size_t launched) const {
  std::lock_guard lock(pool_->lock_);
  return launched == 0 || (launched + 1) * need_ + pool_->taken(study_) <= pool_->total_;
}

std::string SlotUser::shortage() const {
  std::lock_guard lock(pool_->lock_);
  const std::uint64_t taken = pool_->taken("");
  const std::uint64_t free = pool_->total_ - std::min(pool_->total_, taken);
  const bool others = !pool_->line_.empty() && pool_->line_.front() != this;
  return "a trial takes " + std::to_string(need_) + (need_ == 1 ? " slot" : " slots") + ", and " +
         std::to_string(free) + " of " + std::to_string(pool_->total_) + (free == 1 ? " is" : " are") +
         " free" + (others ? ", for which others wait" : "");
}

}  // namespace lode::study
