/// \file
/// Every acquisition function there is, chosen by number, over a surrogate::Model.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "acquisition/acquisition.h"
#include "math/score.h"
#include "surrogate/model.h"

namespace lode::acquisition {

using Kind = math::ScoreKind;

/// An acquisition function and its parameters, in y's units.
struct Choice {
  Kind kind = Kind::log_ei;
  bool maximised = false;
  std::optional<double> best;  ///< none: the best y that the model has seen
  double beta = 2;             ///< of ucb; >= 0
  std::uint64_t seed = 0;      ///< of thompson
};

/// The function over the unit cube, in the model's units; larger is better, and it orders points as its
/// values in y's units do. \param stream which of the seed's draws, for thompson. \throws
/// Error(Code::argument) where `best` is needed and neither given nor seen, or too far away
std::unique_ptr<Acquisition> make_acquisition(const surrogate::Model& model, const Choice& choice,
                                              std::uint64_t stream = 0);

/// The value to improve on: `choice.best`, else the best y that the model has seen; none where it has seen
/// none. In y's units.
std::optional<double> best_of(const surrogate::Model& model, const Choice& choice);

/// Values and gradients at m x d points, all in natural units. Values may be -infinity for log_ei.
/// \throws Error(Code::numeric) where any other result is too large for a double
Scores evaluate(const surrogate::Model& model, const Choice& choice, std::span<const double> x,
                bool with_gradient);

}  // namespace lode::acquisition
