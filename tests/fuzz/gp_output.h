/// \file
/// An array that a call of the model level fills, and what lode.h promises of it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <lode/lode.h>
#include <vector>

#include "fuzz/fuzz.h"

namespace lode::fuzz {

/// As it is on error: no call hands out NaN.
class Output {
 public:
  explicit Output(std::size_t count, bool given = true) : values_(count, before()), given_(given) {}

  double* at() { return given_ ? values_.data() : nullptr; }
  double operator[](std::size_t i) const { return values_[i]; }
  const std::vector<double>& values() const { return values_; }
  bool given() const { return given_; }

  /// Holds it to what a call answered.
  void check(lode_status status, bool may_be_minus_infinity = false) const {
    if (status != LODE_OK || !given_) {
      LODE_MUST(std::all_of(values_.begin(), values_.end(), [](double v) { return same_bits(v, before()); }));
      return;
    }
    for (const double v : values_)
      LODE_MUST(std::isfinite(v) || (may_be_minus_infinity && v == -std::numeric_limits<double>::infinity()));
  }
  bool same(const Output& other) const {
    return std::equal(values_.begin(), values_.end(), other.values_.begin(), other.values_.end(), same_bits);
  }

 private:
  static double before() { return std::numeric_limits<double>::quiet_NaN(); }
  static bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

  std::vector<double> values_;
  bool given_;
};

}  // namespace lode::fuzz
