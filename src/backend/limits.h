/// \file
/// The numbers that all backends share: what is added to a diagonal, and when a result has no digits left.
#pragma once

#include <array>
#include <cstddef>

namespace lode::backend {

/// BLAS counts in 32-bit integers; far before that the matrix would not fit into memory.
inline constexpr std::size_t most_points = 40000;
/// A covariance of so many candidates takes 800 MB.
inline constexpr std::size_t most_joint = 10000;

/// What a training set's diagonal is raised by, in turn, until the matrix is definite.
inline constexpr std::array<double, 7> jitter_ladder = {0.0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4};
/// The same for a posterior covariance: one that is singular but for rounding needs little; past this the
/// numbers are wrong.
inline constexpr std::array<double, 8> sampling_jitters = {0.0, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6};
/// A pivot below this share of the diagonal has no correct digits left.
inline constexpr double smallest_pivot_share = 1e-14;
/// The prior variance is 1; below this a posterior variance is rounding.
inline constexpr double smallest_variance = 1e-12;
/// Samples are made so many at a time, the last ones filled up: a library adds in another order for another
/// width, and a sample is not to depend on how many there are.
inline constexpr std::size_t samples_together = 16;

}  // namespace lode::backend
