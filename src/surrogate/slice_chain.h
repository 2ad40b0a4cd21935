/// \file
/// One chain of slice sampling as a state machine that asks for one evaluation at a time, so that many can
/// advance together (see slice.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "math/philox.h"
#include "surrogate/slice.h"

namespace lode::surrogate {

/// Usage: while (!done()) tell(the density's logarithm at trial()).
class SliceChain {
 public:
  /// \param domain outlives the chain. \param number of the chain.
  SliceChain(std::span<const double> start, const SliceDomain& domain, const SliceOptions& options,
             std::size_t number);

  bool done() const { return phase_ == Phase::done; }
  const std::vector<double>& trial() const { return trial_; }
  void tell(double value);

  const std::vector<double>& points() const { return points_; }  ///< samples x p
  const std::vector<double>& values() const { return values_; }  ///< samples
  std::size_t evaluations() const { return evaluations_; }

 private:
  /// What the point under evaluation is.
  enum class Phase { start, left_end, right_end, draw, done };

  void judge(double value);
  void begin_update();
  void look_left();
  void look_right();
  void draw();
  void ask(Phase phase, double coordinate);
  void accept(double value);
  void keep_if_due();
  void keep();
  void stay();
  std::size_t coordinate() const { return free_[updates_ % free_.size()]; }

  const SliceDomain& domain_;
  SliceOptions options_;
  math::Random random_;
  std::vector<std::size_t> free_;  ///< coordinates that are not held
  std::vector<double> point_;
  double value_ = 0;     ///< at point_
  double level_ = 0;     ///< of the slice
  double left_ = 0;      ///< end of the interval, in the coordinate that is updated
  double right_ = 0;     ///< likewise
  int left_steps_ = 0;   ///< lengthenings left
  int right_steps_ = 0;  ///< likewise
  Phase phase_ = Phase::start;
  std::vector<double> trial_;
  std::size_t updates_ = 0;  ///< of one coordinate each
  std::size_t evaluations_ = 0;
  std::vector<double> points_;
  std::vector<double> values_;
};

}  // namespace lode::surrogate
