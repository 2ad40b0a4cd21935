#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "strategy/bayesian.h"
#include "strategy/grid.h"
#include "strategy/random.h"
#include "strategy/sobol.h"
#include "strategy/strategy.h"

namespace lode::strategy {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return text;
}

/// What to say of a name that is none: the accepted ones, and the one that was probably meant.
std::string unknown_name(const std::string& name) {
  std::vector<std::string> names;
  std::vector<std::string> lowered;
  for (const Factory& factory : strategies()) {
    names.emplace_back(factory.name);
    lowered.push_back(lower(factory.name));
  }
  std::string text = "strategy '" + name + "' is not known; accepted: " + one_of(names);
  if (const std::optional<std::string> near = nearest(lower(name), lowered))
    text += "; did you mean '" + std::string(find_strategy(*near).name) + "'?";
  return text;
}

/// What Hyperband adds is when trials are compared (rungs.h), which the study looks after.
std::unique_ptr<Strategy> make_hyperband(const Setup& setup) {
  return setup.hyperband.configurations == Configurations::random ? make_random(setup) : make_bayesian(setup);
}

}  // namespace

const std::vector<Factory>& strategies() {
  static const std::vector<Factory> table = {
      {"Bayesian", "Gaussian-process model of the objective; the default", make_bayesian, true},
      {"Random", "independent random configurations", make_random},
      {"Sobol", "scrambled Sobol sequence: fills the space evenly", make_sobol},
      {"Hyperband", "trials that do badly get few epochs: successive halving, over a model of all trials",
       make_hyperband, true, true},
      {"Grid", "every configuration of a finite space, in order", make_grid},
  };
  return table;
}

const Factory& find_strategy(const std::string& name) {
  for (const Factory& factory : strategies())
    if (lower(factory.name) == lower(name)) return factory;
  throw Error(Code::argument, unknown_name(name));
}

}  // namespace lode::strategy
