/// \file
/// The search space: a tree of parameters, and the map between a trial's row and the unit cube.
///
/// - row (d doubles): a configuration in natural units, one value per parameter; NaN = inactive.
/// - unit (d doubles): the same point in [0, 1]^d. An inactive coordinate is 0.5.
/// - key (text): canonical identity of a configuration; equal keys = the same configuration.
///
/// A Space is immutable once built, so any number of threads may share it.
#pragma once

#include <cstddef>
#include <cstdint>
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
  /// Number of different configurations; infinity where a real parameter that can be active has no step.
  /// Values of inactive parameters are not counted. Exact up to 2^53, then approximate.
  double cardinality() const { return cardinality_; }
  /// The index-th configuration of a finite space in the order of rows: the last active parameter changes
  /// fastest. Costs O(size() + number of condition values), whatever the cardinality.
  /// \throws Error(Code::argument) unless index < cardinality() <= 2^53.
  Row configuration(std::uint64_t index) const;

  /// Whether parameter i is active, given the values of the parameters before it.
  bool active(std::span<const double> row, std::size_t i) const;

  /// Unit cube to row: coordinates are clamped to [0, 1], values rounded to steps and integers and always
  /// within [low, high]; NaN where inactive. \throws Error(Code::argument) for a wrong size or a NaN
  /// coordinate.
  Row decode(std::span<const double> unit) const;
  /// Row to unit cube. A discrete value with linear scaling (and every choice) maps to the middle of its cell
  /// of width 1/levels; with logarithmic scaling to its own position on a scale that reaches half a step
  /// beyond both ends, so that rounding gives every value its share. Thus decode(encode(r)) == r for rows of
  /// discrete values (up to 2^50 levels, 2^40 with logarithmic scaling); reals return within rounding, always
  /// within bounds. \throws Error(Code::argument) for a wrong size or a missing active value.
  std::vector<double> encode(std::span<const double> row) const;
  /// encode(decode(unit)): the point of the cube that stands for the configuration `unit` falls into.
  std::vector<double> snap(std::span<const double> unit) const;

  /// \throws Error(Code::argument) where a value is out of bounds, off its step, missing, or given though
  /// inactive. A real on a step may be off by a few units in the last place (a host's own low + k * step).
  void check(std::span<const double> row) const;
  /// The row with every value as decode() would give it: the step it is nearest to, no negative zero. \pre
  /// check(row)
  Row exact(std::span<const double> row) const;
  /// Identity of a configuration: 8 bytes per parameter, with steps made exact, -0.0 as 0.0 and one NaN.
  std::string key(std::span<const double> row) const;

  /// The value as a user reads and a trainer receives it: shortest exact text, integers without a point, a
  /// choice by name. \throws Error(Code::argument) where check() would refuse the value.
  std::string format(std::size_t i, double value) const;
  /// The inverse of format, checked against bounds and steps. \throws Error(Code::argument)
  double parse(std::size_t i, std::string_view text) const;

 private:
  void check_value(std::size_t i, double value) const;
  /// Whether this value of its parent makes `child` active. \pre the value is canonical
  bool wakes(std::size_t child, double parent_value) const;
  void count_configurations();
  /// Configurations of the children of i that `value` wakes.
  double completions(std::size_t i, double value) const;
  /// Values of i that any child's condition names, ascending.
  std::vector<double> waking_values(std::size_t i) const;
  double take_value(std::size_t i, std::uint64_t& index, std::uint64_t rest) const;

  std::vector<Parameter> parameters_;
  std::vector<std::vector<std::size_t>> children_;  ///< children_[i]: parameters conditional on i
  std::vector<std::ptrdiff_t> parent_;              ///< column of the parent, or -1
  std::vector<double> counts_;                      ///< configurations of parameter i with all below it
  double cardinality_ = 1;
};

}  // namespace lode::space
