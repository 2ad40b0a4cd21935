/// \file
/// Minimisation within bounds by projected L-BFGS (Nocedal & Wright 2006, ch. 7.2 and 16.7; the active set as
/// in Bertsekas 1982), for many starts at once: each start keeps its own curvature pairs, and every round
/// evaluates one point of each unfinished start in a single batch.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace lode::surrogate {

struct LbfgsOptions {
  int iterations = 60;               ///< accepted steps per start
  int evaluations = 120;             ///< evaluations per start
  std::size_t memory = 10;           ///< curvature pairs kept
  double gradient_tolerance = 1e-5;  ///< on the largest entry of the projected gradient
  double value_tolerance = 1e-9;     ///< on the decrease of one step, relative to max(1, |value|)
  double first_step = 1.0;           ///< longest step (Euclidean) while nothing is known of the curvature
};

/// Evaluates k points of dimension d.
/// \param points k x d row-major. \param starts k: which start each point belongs to, ascending.
/// \param values k, to be written; +infinity or NaN refuses a point. \param gradients k x d, to be written.
using BatchFunction = std::function<void(std::span<const double> points, std::span<const std::size_t> starts,
                                         std::span<double> values, std::span<double> gradients)>;

/// Where one start ended.
struct Minimum {
  std::vector<double> point;  ///< d; within the bounds
  double value = 0;           ///< +infinity where the start itself was refused
  int evaluations = 0;
};

/// Minimises from each of s starts.
/// \param starts s x d row-major; moved into the bounds first.
/// \param lower s x d, \param upper s x d: bounds of each start; equal bounds hold a coordinate fixed.
/// Deterministic: the path of a start depends on the values of `function` alone.
std::vector<Minimum> minimise(const BatchFunction& function, std::span<const double> starts,
                              std::span<const double> lower, std::span<const double> upper, std::size_t d,
                              const LbfgsOptions& options = {});

}  // namespace lode::surrogate
