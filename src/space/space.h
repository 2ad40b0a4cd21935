/// \file
/// The search space: a tree of parameters, and the map between a trial's row and the unit cube.
///
/// | name | shape  | meaning |
/// |------|--------|-------------------------------------------------------------------------------------------|
/// | row  | d      | one double per parameter, natural units; NaN = inactive | | unit | d      | the same
/// point in [0, 1]^d; an inactive coordinate is 0.5 (the parent's column tells it apart) | | key  | string |
/// canonical identity of a configuration: equal keys = the same configuration                 |
///
/// A Space is immutable once built, so any number of threads may share it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "space/parameter.h"

namespace lode::space {

using Row = std::vector<double>;

class Space {
 public:
  Space() = default;

  /// Checks every parameter and resolves automatic scaling.
  /// \throws Error(Code::argument) naming the parameter, the field, what was given and what is accepted.
  explicit Space(std::vector<Parameter> parameters);

  std::size_t size() const { return parameters_.size(); }
  const Parameter& operator[](std::size_t i) const { return parameters_[i]; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// Index of the parameter called `name`. \throws Error(Code::not_found) with the nearest name.
  std::size_t index_of(std::string_view name) const;

  /// Number of different values of parameter i (infinity for a real without step; 1 for a constant).
  double levels(std::size_t i) const;
  /// Number of different configurations; infinity where a real parameter has no step.
  /// Values of inactive parameters are not counted. Exact up to 2^53, then approximate.
  double cardinality() const { return cardinality_; }
  /// The index-th configuration of a finite space, row-major: the last parameter changes fastest. \pre index
  /// < cardinality() <= 2^53
  Row configuration(std::uint64_t index) const;

  /// Whether parameter i is active, given the values of the parameters before it.
  bool active(std::span<const double> row, std::size_t i) const;

  /// Unit cube to row: rounds to steps and integers, clamps exactly into [low, high], NaN where inactive.
  Row decode(std::span<const double> unit) const;
  /// Row to unit cube. A discrete value maps to the middle of its cell of width 1/levels (so
  /// decode(encode(r)) == r for every valid row of discrete values; reals return within rounding and always
  /// within bounds).
  std::vector<double> encode(std::span<const double> row) const;
  /// encode(decode(unit)): the point of the cube that stands for the configuration `unit` falls into.
  std::vector<double> snap(std::span<const double> unit) const;

  /// \throws Error(Code::argument) where a value is out of bounds, off its step, missing, or given though
  /// inactive.
  void check(std::span<const double> row) const;
  std::string key(std::span<const double> row) const;

  /// The value as a user reads and a trainer receives it: shortest exact text, integers without a point, a
  /// choice by name.
  std::string format(std::size_t i, double value) const;
  /// The inverse of format, checked against bounds and steps. \throws Error(Code::argument)
  double parse(std::size_t i, std::string_view text) const;

 private:
  std::vector<Parameter> parameters_;
  std::vector<std::vector<std::size_t>> children_;  ///< children_[i]: parameters conditional on i
  std::vector<std::ptrdiff_t> parent_;              ///< column of the parent, or -1
  double cardinality_ = 1;
};

}  // namespace lode::space
