/// \file
/// The options of the strategies, as rows of the engine's one option table: whoever sets, checks, documents
/// or lists options reads them from here.
#pragma once

#include <array>
#include <map>
#include <string>

namespace lode::strategy {

/// A numeric option.
struct NumberOption {
  const char* name;
  double fallback;  ///< where it is not set
  double low;       ///< smallest value accepted
  double high;      ///< largest value accepted
  bool integer;     ///< whether only whole numbers are accepted
  const char* text;
};

/// The options of the Bayesian strategy.
inline constexpr std::array<NumberOption, 5> bayesian_options = {{
    {"strategy.bayesian.initial_trials", 0, 0, 100000, true,
     "Trials before the model proposes: the centre of the space, then a Sobol sequence. 0: as many as there "
     "are parameters, with Hyperband three times as many and at least 15, but at most a third of the study's "
     "trials and at least 5."},
    {"strategy.bayesian.restarts", 2, 0, 100, true,
     "Random starts of each hyperparameter fit, beside the one from the previous fit."},
    {"strategy.bayesian.candidates", 1024, 16, 1000000, true,
     "Sobol points at which the acquisition function is scored for each proposal; half as many more are "
     "perturbations of the best trials."},
    {"strategy.bayesian.refined", 8, 0, 1000, true,
     "Best candidates that are refined by local search. 0: none."},
    {"strategy.bayesian.posteriors", 1, 1, 64, true,
     "Posteriors over which the expected improvement is averaged. 1: that of the most probable "
     "hyperparameters; more: of as many hyperparameters, drawn by slice sampling."},
}};

/// The option of that name; nullptr where there is none.
const NumberOption* find_option(const std::string& name);

/// What to say of a name that is none: the nearest one, or all.
std::string hint_for(const std::string& name);

bool accepts(const NumberOption& option, double value);
/// "an integer from 0 to 100"
std::string accepted(const NumberOption& option);

/// The value of an option in Setup::numbers, or its fallback. \throws Error(Code::argument) naming the option
/// where the value is not one it accepts.
double option_value(const std::map<std::string, double>& numbers, const NumberOption& option);

/// Checks names and values. \throws Error(Code::argument) naming the option, with the nearest name for an
/// unknown one.
void check_options(const std::map<std::string, double>& numbers);

}  // namespace lode::strategy
