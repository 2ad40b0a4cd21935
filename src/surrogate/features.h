/// \file
/// What the model sees of a search space: one column per parameter, in the unit cube of Space::encode.
///
/// Integers and steps arrive snapped to the middle of their cells (the rounding inside the kernel of
/// Garrido-Merchan & Hernandez-Lobato 2020). A category's coordinate names it; the kernel only asks whether
/// two are equal. An inactive parameter's coordinate is 0.5 for every configuration in which it is inactive,
/// so it tells none of them apart, and its parent's column tells them from those in which it is active.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "space/space.h"

namespace lode::surrogate {

/// The column table of a space, in its parameters' order. A numeric parameter with finitely many values is an
/// integer column.
backend::Columns columns_of(const space::Space& space);

/// Rows (natural units) to an n x d row-major matrix of unit-cube coordinates.
std::vector<double> encode_rows(const space::Space& space, std::span<const space::Row> rows);

/// Number of parameters that can vary, at least 1: the D of the priors.
std::size_t varying(const space::Space& space);

}  // namespace lode::surrogate
