/// \file
/// What every backend asks of its arguments. \throws Error(Code::argument) naming the argument, what was
/// given and what is needed.
#pragma once

#include <cstddef>
#include <span>

#include "backend/backend.h"

namespace lode::backend {

/// Shapes, and finite numbers.
void check_training_set(const Columns& columns, const Data& data);
/// For a likelihood: some points, and whole hyperparameter vectors.
void check_thetas(const Columns& columns, const Data& data, std::span<const double> thetas);
/// For a factor: one finite hyperparameter vector.
void check_theta(const Columns& columns, std::span<const double> theta);
/// \param d columns of the factor.
void check_point(std::size_t d, std::span<const double> x, double y, double noise);
/// Whole rows of d. \return how many
std::size_t check_candidates(std::size_t d, std::span<const double> candidates);
/// Not more than fit a covariance matrix. \return how many
std::size_t check_joint(std::size_t d, std::span<const double> candidates);
/// A multiple of m. \pre m > 0
void check_normals(std::size_t m, std::span<const double> normals);
void check_count(const char* name, std::size_t given, std::size_t needed);

}  // namespace lode::backend
