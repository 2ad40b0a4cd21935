#include "acquisition/model_acquisition.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "acquisition/closed_form.h"
#include "acquisition/thompson.h"
#include "base/error.h"
#include "base/text.h"
#include "math/elementary.h"

namespace lode::acquisition {
namespace {

/// How a value in the model's units becomes one in y's.
enum class Units {
  scaled,   ///< a difference of y's: times the deviation
  shifted,  ///< a y, or its negative: times the deviation, and moved by the centre
  log,      ///< the logarithm of a difference
  none      ///< a probability
};

struct Row {
  bool needs_best;
  Units units;
};

/// By Kind.
constexpr Row table[] = {
    {true, Units::scaled},    // ei
    {true, Units::log},       // log_ei
    {true, Units::none},      // poi
    {false, Units::shifted},  // ucb
    {false, Units::shifted},  // mean
    {false, Units::scaled},   // deviation
    {false, Units::shifted},  // thompson
};

const Row& row_of(const Choice& choice) { return table[static_cast<std::size_t>(choice.kind)]; }

/// In the model's units, negated where maximised.
double best_target(const surrogate::Model& model, const Choice& choice) {
  const std::optional<double> best = best_of(model, choice);
  if (!best)
    throw Error(Code::argument,
                "acquisition.best: none given, and the model has seen no y; a finite number is needed");
  const double target = model.scale().to_model(*best);
  if (!(std::fabs(target) <= 1e100))
    throw Error(Code::argument, "acquisition.best: " + to_text(*best) +
                                    " given; accepted: a number within 1e100 signal deviations of the mean");
  return choice.maximised ? -target : target;
}

double in_units_of_y(double value, Units units, const surrogate::OutputScale& scale, bool maximised) {
  if (units == Units::none) return value;
  if (units == Units::log) return value + math::log(scale.deviation);
  if (units == Units::scaled) return value * scale.deviation;
  return std::fma(scale.deviation, value, maximised ? scale.centre : -scale.centre);
}

}  // namespace

std::optional<double> best_of(const surrogate::Model& model, const Choice& choice) {
  if (choice.best || model.size() == 0) return choice.best;
  const auto [least, most] = std::minmax_element(model.y().begin(), model.y().end());
  return choice.maximised ? *most : *least;
}

std::unique_ptr<Acquisition> make_acquisition(const surrogate::Model& model, const Choice& choice,
                                              std::uint64_t stream) {
  if (choice.kind == Kind::thompson)
    return std::make_unique<Path>(model, choice.maximised, choice.seed, stream);
  const double best = row_of(choice).needs_best ? best_target(model, choice) : 0;
  return std::make_unique<ClosedForm>(model.gp(),
                                      math::Score{choice.kind, best, choice.beta, choice.maximised});
}

Scores evaluate(const surrogate::Model& model, const Choice& choice, std::span<const double> x,
                bool with_gradient) {
  const std::vector<double> unit = model.to_unit(x, "x");
  Scores scores = make_acquisition(model, choice)->evaluate(unit, with_gradient);
  const Units units = row_of(choice).units;
  for (std::size_t i = 0; i < scores.values.size(); ++i) {
    double& value = scores.values[i];
    value = in_units_of_y(value, units, model.scale(), choice.maximised);
    if (!std::isfinite(value) && !(units == Units::log && value == -math::infinity))
      throw Error(Code::numeric, "values[" + std::to_string(i) + "]: the result is too large for a double");
  }
  const bool unscaled = units == Units::none || units == Units::log;
  model.to_natural(x, unscaled ? 1 : model.scale().deviation, scores.gradients);
  return scores;
}

}  // namespace lode::acquisition
