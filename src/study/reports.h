/// \file
/// The reports of one trial, and what is asked of them while more come in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "study/launcher.h"

namespace lode::study {

/// A list in order of arrival that only grows. Copies share its storage; each sees as much of it as there was
/// when it was made. So a copy costs the same however many reports there are, and may be read in one thread
/// while another one grows.
class Reports {
 public:
  std::size_t size() const { return size_; }
  /// \pre i < size(). Good as long as this list or a copy of it.
  const Report& operator[](std::size_t i) const;
  void push_back(Report report);

  /// The value that stands at the report's attempt, rank, metric and step; nothing where none does.
  std::optional<double> value_at(const Report& report) const;
  /// The highest step of the report's attempt, rank and metric; 0: there is none.
  std::int64_t last_step(const Report& report) const;
  /// Those of `metric` in `attempt`, in order of arrival.
  std::vector<Report> of(std::int32_t attempt, const std::string& metric) const;
  /// The last value of `metric` in `attempt`, from whatever rank.
  std::optional<double> last_value(std::int32_t attempt, const std::string& metric) const;

 private:
  struct Storage;

  std::shared_ptr<Storage> storage_;  ///< null: empty
  std::size_t size_ = 0;              ///< what lies behind it in the storage is another copy's
};

}  // namespace lode::study
