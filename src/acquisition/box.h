/// \file
/// A part of a model's space as a search space of its own.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "acquisition/acquisition.h"
#include "surrogate/model.h"

namespace lode::acquisition {

/// The configurations of a model's space between two rows. Its cube maps to the model's by a straight line in
/// every numeric column, as both measure along the same scale; a category goes by its level. Immutable.
class Box {
 public:
  /// \param lower, upper d natural units each; empty: the columns' own.
  /// \throws Error(Code::argument) naming a bound that is not a value of its column, or above its opposite
  Box(const surrogate::Model& model, std::span<const double> lower, std::span<const double> upper);

  const space::Space& space() const { return space_; }

  bool holds(std::span<const double> row) const;
  /// A point of the box's cube in natural units.
  std::vector<double> row_at(std::span<const double> unit) const;
  /// The inverse. \pre holds(row)
  std::vector<double> unit_of(std::span<const double> row) const;
  /// m x d points of the box's cube in the model's cube.
  std::vector<double> to_model(std::span<const double> points) const;
  /// m x d gradients in the model's cube, turned into those in the box's.
  void from_model(std::vector<double>& gradients) const;

 private:
  /// One column: u_model = start + u * span; a category's level k is the model's first + k.
  struct Column {
    double start = 0;
    double span = 1;
    double first = 0;
  };

  static Column column_of(const space::Parameter& model, const space::Parameter& box, double first);

  const surrogate::Model& model_;
  space::Space space_;
  std::vector<Column> columns_;
};

/// An acquisition function over the model's cube, seen from the box's.
class InBox final : public Acquisition {
 public:
  InBox(const Acquisition& acquisition, const Box& box) : acquisition_(acquisition), box_(box) {}
  Scores evaluate(std::span<const double> points, bool with_gradient) const override;

 private:
  const Acquisition& acquisition_;
  const Box& box_;
};

}  // namespace lode::acquisition
