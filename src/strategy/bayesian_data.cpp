#include "strategy/bayesian_data.h"

#include <algorithm>
#include <cmath>

#include "surrogate/output_transform.h"

namespace lode::strategy {
namespace {

constexpr std::size_t most_best = 5;

using Pasts = std::vector<const Past*>;

bool older(const Past* a, const Past* b) { return a->number < b->number; }
bool better(const Past* a, const Past* b) { return a->loss != b->loss ? a->loss < b->loss : older(a, b); }

/// The trials of one outcome, by number.
Pasts select(const History& history, Outcome outcome) {
  Pasts selected;
  for (const Past& past : history.trials) {
    if (past.outcome == outcome) selected.push_back(&past);
  }
  std::sort(selected.begin(), selected.end(), older);
  return selected;
}

/// Drops observed and infeasible trials past the cap: neither among the best nor among the newest of the
/// others.
std::size_t apply_cap(Pasts& observed, Pasts& infeasible) {
  const std::size_t total = observed.size() + infeasible.size();
  if (total <= most_training_points) return 0;
  std::sort(observed.begin(), observed.end(), better);
  const std::size_t kept_best = std::min(observed.size(), most_training_points / 2);
  Pasts others(observed.begin() + static_cast<std::ptrdiff_t>(kept_best), observed.end());
  others.insert(others.end(), infeasible.begin(), infeasible.end());
  std::sort(others.begin(), others.end(), older);
  const std::size_t dropped = total - most_training_points;
  observed.resize(kept_best);
  infeasible.clear();
  for (std::size_t i = dropped; i < others.size(); ++i) {
    (others[i]->outcome == Outcome::observed ? observed : infeasible).push_back(others[i]);
  }
  std::sort(observed.begin(), observed.end(), older);
  return dropped;
}

void append_encoded(const space::Space& space, const Pasts& pasts, std::vector<double>& out) {
  for (const Past* past : pasts) {
    const std::vector<double> unit = space.encode(past->row);
    out.insert(out.end(), unit.begin(), unit.end());
  }
}

}  // namespace

bool enough_for_model(const History& history) {
  std::size_t observed = 0, finished = 0;
  for (const Past& past : history.trials) {
    observed += past.outcome == Outcome::observed ? 1 : 0;
    finished += past.outcome != Outcome::pending ? 1 : 0;
  }
  return observed >= 1 && finished >= 2;
}

ModelData model_data(const space::Space& space, const History& history) {
  Pasts observed = select(history, Outcome::observed);
  Pasts infeasible = select(history, Outcome::infeasible);
  ModelData data;
  data.left_out = apply_cap(observed, infeasible);
  append_encoded(space, observed, data.X);
  append_encoded(space, infeasible, data.X);
  append_encoded(space, select(history, Outcome::pending), data.pending);
  for (const Past* past : observed) data.losses.push_back(past->loss);
  data.targets = surrogate::training_targets(data.losses, infeasible.size());
  data.best_target = *std::min_element(data.targets.begin(), data.targets.end());
  Pasts best = observed;
  std::sort(best.begin(), best.end(), better);
  best.resize(std::min(best.size(), most_best));
  append_encoded(space, best, data.best);
  return data;
}

ModelData thinned(const ModelData& data, std::size_t d, std::size_t most) {
  ModelData thin;
  const std::size_t n = data.size(), kept = std::min(n, most);
  for (std::size_t i = 0; i < kept; ++i) {
    const std::size_t at = i * n / kept;
    const auto first = data.X.begin() + static_cast<std::ptrdiff_t>(at * d);
    thin.X.insert(thin.X.end(), first, first + static_cast<std::ptrdiff_t>(d));
    thin.targets.push_back(data.targets[at]);
  }
  return thin;
}

const Past* newest_fit(const History& history, std::size_t size) {
  const Past* newest = nullptr;
  for (const Past& past : history.trials) {
    const std::vector<double>& theta = past.record.hyperparameters;
    const bool usable = theta.size() == size &&
                        std::all_of(theta.begin(), theta.end(), [](double v) { return std::isfinite(v); });
    if (usable && (newest == nullptr || past.number > newest->number)) newest = &past;
  }
  return newest;
}

}  // namespace lode::strategy
