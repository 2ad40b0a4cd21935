/// \file
/// The JSON lines that a trainer writes to LODE_METRICS.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "study/launcher.h"

namespace lode::launch {

/// Reads lines {"metric": NAME, "value": V, "step": S, "rank": R, "time": T} of one attempt; "metric" and
/// "value" are required. Steps count from 1 in a study. Where the first step of a metric and rank is 0 its
/// trainer counts from 0, and all its steps are shifted by one.
class MetricLines {
 public:
  /// Values may be numbers, texts of numbers ("NaN"), or the bare NaN, Infinity and -Infinity that Python
  /// writes. \throws Error(Code::argument) with what is wrong and what is accepted.
  study::Report read(std::string_view line);
  /// Keys of the last line read that mean nothing here.
  const std::vector<std::string>& ignored() const { return ignored_; }

 private:
  using Series = std::pair<std::string, std::int32_t>;
  std::int64_t step_of(const Series& series, std::int64_t given);

  std::set<Series> seen_;
  std::set<Series> from_zero_;
  std::vector<std::string> ignored_;
};

}  // namespace lode::launch
