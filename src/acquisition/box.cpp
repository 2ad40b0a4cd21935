#include "acquisition/box.h"

#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "space/check.h"
#include "space/coding.h"
#include "space/levels.h"

namespace lode::acquisition {
namespace {

double bound(std::span<const double> bounds, std::size_t c, const space::Parameter& column, double own,
             const char* name) {
  if (bounds.empty()) return own;
  if (space::can_be(column, bounds[c])) return space::canonical(column, bounds[c]);
  throw Error(Code::argument, std::string(name) + "[" + std::to_string(c) + "]: " + to_text(bounds[c]) +
                                  " given; accepted: " + space::values_of(column));
}

/// The column of the box between two values of the model's.
space::Parameter between(const space::Parameter& column, double low, double high) {
  space::Parameter part = column;
  part.low = low;
  part.high = high;
  part.scaling = part.resolved;
  if (part.kind == space::Kind::categorical) {
    const auto first = column.choices.begin() + static_cast<std::ptrdiff_t>(low);
    part.choices.assign(first, first + static_cast<std::ptrdiff_t>(high - low) + 1);
  }
  return part;
}

std::vector<space::Parameter> parts(const space::Space& space, std::span<const double> lower,
                                    std::span<const double> upper) {
  std::vector<space::Parameter> all;
  for (std::size_t c = 0; c < space.size(); ++c) {
    const space::Parameter& column = space[c];
    const double low = bound(lower, c, column, column.low, "lower");
    const double high = bound(upper, c, column, column.high, "upper");
    if (low > high)
      throw Error(Code::argument, "lower[" + std::to_string(c) + "]: " + to_text(low) + " given and upper[" +
                                      std::to_string(c) + "] is " + to_text(high) +
                                      "; accepted: lower <= upper");
    all.push_back(between(column, low, high));
  }
  return all;
}

bool categorical(const space::Parameter& p) { return p.kind == space::Kind::categorical; }

}  // namespace

Box::Box(const surrogate::Model& model, std::span<const double> lower, std::span<const double> upper)
    : model_(model), space_(parts(model.space(), lower, upper)) {
  for (std::size_t c = 0; c < space_.size(); ++c) {
    const space::Parameter& own = model.space()[c];
    const double first = categorical(own) && !lower.empty() ? lower[c] : 0;
    columns_.push_back(column_of(own, space_[c], first));
  }
}

/// The line through the images of the box's first and last value.
Box::Column Box::column_of(const space::Parameter& model, const space::Parameter& box, double first) {
  if (categorical(model)) return {0, 0, first};
  const double start = space::to_coordinate(model, box.low);
  if (box.constant()) return {start, 0, 0};
  const double low = space::to_coordinate(box, box.low), high = space::to_coordinate(box, box.high);
  const double span = (space::to_coordinate(model, box.high) - start) / (high - low);
  return {start - low * span, span, 0};
}

bool Box::holds(std::span<const double> row) const {
  for (std::size_t c = 0; c < space_.size(); ++c) {
    const double value = row[c] - columns_[c].first;
    if (!(value >= space_[c].low && value <= space_[c].high)) return false;
  }
  return true;
}

std::vector<double> Box::row_at(std::span<const double> unit) const {
  std::vector<double> row = space_.decode(unit);
  for (std::size_t c = 0; c < row.size(); ++c) row[c] += columns_[c].first;
  return row;
}

std::vector<double> Box::unit_of(std::span<const double> row) const {
  std::vector<double> own(row.begin(), row.end());
  for (std::size_t c = 0; c < own.size(); ++c) own[c] -= columns_[c].first;
  return space_.encode(own);
}

std::vector<double> Box::to_model(std::span<const double> points) const {
  const std::size_t d = columns_.size();
  std::vector<double> out(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Column& column = columns_[i % d];
    if (categorical(space_[i % d])) {
      const double level = column.first + space::from_coordinate(space_[i % d], points[i]);
      out[i] = space::to_coordinate(model_.space()[i % d], level);
    } else {
      out[i] = column.start + points[i] * column.span;
    }
  }
  return out;
}

void Box::from_model(std::vector<double>& gradients) const {
  for (std::size_t i = 0; i < gradients.size(); ++i) gradients[i] *= columns_[i % columns_.size()].span;
}

Scores InBox::evaluate(std::span<const double> points, bool with_gradient) const {
  Scores scores = acquisition_.evaluate(box_.to_model(points), with_gradient);
  box_.from_model(scores.gradients);
  return scores;
}

}  // namespace lode::acquisition
