/// \file
/// One descent of the projected L-BFGS method as a state machine that asks for one evaluation at a time, so
/// that many can advance together (see lbfgs.h).
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "surrogate/lbfgs.h"

namespace lode::surrogate {

/// Usage: while (!done()) { evaluate at trial(); tell(value, gradient); }
class Descent {
 public:
  Descent(std::span<const double> start, std::span<const double> lower, std::span<const double> upper,
          const LbfgsOptions& options);

  bool done() const { return done_; }
  const std::vector<double>& trial() const { return trial_; }
  /// Takes the value and gradient at trial() and moves to the next trial point, or finishes.
  void tell(double value, std::span<const double> gradient);
  Minimum result() const { return {current_.x, current_.value, evaluations_}; }

 private:
  struct State {
    std::vector<double> x;
    double value = 0;
    std::vector<double> gradient;
  };
  struct Pair {
    std::vector<double> step;    ///< difference of points
    std::vector<double> change;  ///< difference of gradients
  };

  void begin_step();
  void find_free();
  double projected_gradient() const;
  void set_direction();
  void quasi_newton_direction();
  void steepest_direction();
  void place_trial();
  void judge(State candidate);
  bool worth_lengthening(const State& candidate) const;
  void backtrack(const State& candidate);
  void give_up_direction();
  void accept(State next);
  void remember(const State& next);
  double dot_free(std::span<const double> a, std::span<const double> b) const;
  double slope_to(const State& from, const std::vector<double>& to) const;

  std::vector<double> lower_;
  std::vector<double> upper_;
  LbfgsOptions options_;
  State current_;
  State saved_;  ///< an acceptable point, kept while a longer step is tried
  bool has_saved_ = false;
  bool started_ = false;
  bool done_ = false;
  std::deque<Pair> pairs_;
  std::vector<char> free_;  ///< coordinates that are not held at a bound by the gradient
  std::vector<double> direction_;
  std::vector<double> trial_;
  double length_ = 1;  ///< step length along direction_
  int trials_ = 0;     ///< of this line search
  int iterations_ = 0;
  int evaluations_ = 0;
};

}  // namespace lode::surrogate
