#include "study/reports.h"

#include <algorithm>  // max, partition_point, sort
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace lode::study {

namespace {

/// The reports of one attempt, metric and rank.
class Series {
 public:
  void add(std::int64_t step, std::size_t place) {
    const std::int64_t highest = entries_.empty() ? 0 : entries_.back().highest;
    entries_.push_back({place, std::max(highest, step)});
    places_.emplace(step, place);  // the first stays
  }

  struct Entry {
    std::size_t place = 0;     ///< in the list of all reports
    std::int64_t highest = 0;  ///< step up to here
  };

  /// The last one before place `end`; null: there is none.
  const Entry* last(std::size_t end) const {
    const auto after = std::partition_point(entries_.begin(), entries_.end(),
                                            [&](const Entry& entry) { return entry.place < end; });
    return after == entries_.begin() ? nullptr : &*std::prev(after);
  }

  /// Appends the places before `end`.
  void add_places(std::size_t end, std::vector<std::size_t>& places) const {
    for (const Entry& entry : entries_) {
      if (entry.place >= end) return;
      places.push_back(entry.place);
    }
  }

  /// Where the step is, before place `end`.
  std::optional<std::size_t> place_of(std::int64_t step, std::size_t end) const {
    const auto found = places_.find(step);
    if (found == places_.end() || found->second >= end) return std::nullopt;
    return found->second;
  }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::int64_t, std::size_t> places_;
};

/// Attempt, metric, rank: in this order, so that the ranks of a metric are neighbours.
using Key = std::tuple<std::int32_t, std::string, std::int32_t>;

Key key_of(const Report& report) { return {report.attempt, report.metric, report.rank}; }

}  // namespace

struct Reports::Storage {
  std::mutex lock;
  std::deque<Report> all;  ///< its elements stay where they are when it grows
  std::map<Key, Series> series;

  void add(Report report) {
    series[key_of(report)].add(report.step, all.size());
    all.push_back(std::move(report));
  }

  /// Calls `look` with each rank's of a metric in an attempt.
  template <class Look>
  void each_rank(std::int32_t attempt, const std::string& metric, const Look& look) const {
    auto at = series.lower_bound({attempt, metric, std::numeric_limits<std::int32_t>::min()});
    for (; at != series.end(); ++at) {
      if (std::get<0>(at->first) != attempt || std::get<1>(at->first) != metric) return;
      look(at->second);
    }
  }

  const Series* find(const Report& report) const {
    const auto found = series.find(key_of(report));
    return found == series.end() ? nullptr : &found->second;
  }
};

const Report& Reports::operator[](std::size_t i) const {
  std::lock_guard guard(storage_->lock);
  return storage_->all[i];
}

void Reports::push_back(Report report) {
  if (!storage_) storage_ = std::make_shared<Storage>();
  const auto shared = storage_;  // outlives the guard where storage_ is replaced
  std::lock_guard guard(shared->lock);
  if (shared->all.size() != size_) {  // another copy has gone on from here: this one goes its own way
    auto own = std::make_shared<Storage>();
    for (std::size_t i = 0; i < size_; ++i) own->add(shared->all[i]);
    storage_ = std::move(own);
  }
  storage_->add(std::move(report));
  ++size_;
}

std::optional<double> Reports::value_at(const Report& report) const {
  if (!storage_) return std::nullopt;
  std::lock_guard guard(storage_->lock);
  const Series* series = storage_->find(report);
  const auto place = series ? series->place_of(report.step, size_) : std::nullopt;
  return place ? std::optional(storage_->all[*place].value) : std::nullopt;
}

std::int64_t Reports::last_step(const Report& report) const {
  if (!storage_) return 0;
  std::lock_guard guard(storage_->lock);
  const Series* series = storage_->find(report);
  const auto* last = series ? series->last(size_) : nullptr;
  return last ? last->highest : 0;
}

std::vector<Report> Reports::of(std::int32_t attempt, const std::string& metric) const {
  std::vector<Report> chosen;
  if (!storage_) return chosen;
  std::lock_guard guard(storage_->lock);
  std::vector<std::size_t> places;
  storage_->each_rank(attempt, metric, [&](const Series& series) { series.add_places(size_, places); });
  std::ranges::sort(places);  // the ranks' in turn
  for (const std::size_t place : places) chosen.push_back(storage_->all[place]);
  return chosen;
}

std::optional<double> Reports::last_value(std::int32_t attempt, const std::string& metric) const {
  if (!storage_) return std::nullopt;
  std::lock_guard guard(storage_->lock);
  const Series::Entry* newest = nullptr;
  storage_->each_rank(attempt, metric, [&](const Series& series) {
    const auto* last = series.last(size_);
    if (last && (!newest || last->place > newest->place)) newest = last;
  });
  return newest ? std::optional(storage_->all[newest->place].value) : std::nullopt;
}

}  // namespace lode::study
