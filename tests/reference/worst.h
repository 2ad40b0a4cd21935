/// \file
/// The largest error over a table of reference values: held under a tolerance, and told to docs/accuracy.md.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include "math/near.h"

namespace lode::reference {

/// One quantity. Every value that is off by more than the tolerance fails the test; when the object ends, a
/// line of what was seen (name, number of values, least and greatest argument, largest error, tolerance) is
/// appended to the file that the environment variable LODE_ACCURACY names. scripts/accuracy.py reads it.
class Worst {
 public:
  Worst(std::string name, double tolerance) : name_(std::move(name)), tolerance_(tolerance) {}
  Worst(const Worst&) = delete;
  Worst& operator=(const Worst&) = delete;
  ~Worst() {
    EXPECT_GT(count_, 0) << name_ << ": no reference value";
    if (const char* path = std::getenv("LODE_ACCURACY")) tell(path);
  }

  /// A value at an argument, its error relative to itself.
  void add(double got, double want, double at) { add(got, want, at, want); }

  /// The same with an error relative to `scale`.
  void add(double got, double want, double at, double scale) {
    const double error = math::relative_error(got, want, scale);
    EXPECT_LE(error, tolerance_) << name_ << " at " << at << ": " << got << " != " << want;
    ++count_;
    least_ = std::min(least_, at);
    greatest_ = std::max(greatest_, at);
    error_ = std::max(error_, error);
  }

  /// Every `stride`-th element of two vectors from `first` on, with errors relative to the largest of those
  /// expected: a single one may be 0 by chance, and no algorithm knows of that.
  void add_all(std::span<const double> got, std::span<const double> want, double at, std::size_t first = 0,
               std::size_t stride = 1) {
    ASSERT_EQ(got.size(), want.size()) << name_;
    double scale = 0;
    for (std::size_t i = first; i < want.size(); i += stride) scale = std::max(scale, std::fabs(want[i]));
    for (std::size_t i = first; i < want.size(); i += stride) add(got[i], want[i], at, scale);
  }

  /// add_all for each column of m x d gradients, since every column has a unit of its own.
  void add_columns(std::span<const double> got, std::span<const double> want, std::size_t d, double at) {
    for (std::size_t c = 0; c < d; ++c) add_all(got, want, at, c, d);
  }

 private:
  void tell(const char* path) const {
    std::ostringstream line;
    line << name_ << '\t' << count_ << '\t' << least_ << '\t' << greatest_ << '\t' << error_ << '\t'
         << tolerance_ << '\n';
    std::ofstream file(path, std::ios::app);
    file << line.str() << std::flush;
    EXPECT_TRUE(file.good()) << path;
  }

  std::string name_;
  double tolerance_;
  long count_ = 0;
  double least_ = std::numeric_limits<double>::infinity();
  double greatest_ = -std::numeric_limits<double>::infinity();
  double error_ = 0;
};

}  // namespace lode::reference
