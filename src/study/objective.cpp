#include "study/objective.h"

#include <algorithm>  // any_of, max, max_element, min, min_element, reverse
#include <cmath>
#include <limits>
#include <map>
#include <numeric>  // accumulate
#include <set>
#include <vector>

#include "math/median.h"

namespace lode::study {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// \param values of one step, a rank each, in order of arrival
double reduce(const std::vector<double>& values, Ranks ranks) {
  if (ranks == Ranks::last) return values.back();
  if (std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); })) return not_a_number;
  if (ranks == Ranks::mean) return mean(values);
  if (ranks == Ranks::median) return math::median(values);
  return ranks == Ranks::minimum ? *std::min_element(values.begin(), values.end())
                                 : *std::max_element(values.begin(), values.end());
}

struct Step {
  std::int64_t step;
  double value;
};

/// One value a step, by step.
std::vector<Step> steps_of(const std::vector<Report>& reports, Ranks ranks) {
  std::map<std::int64_t, std::vector<double>> steps;
  std::set<std::int32_t> workers;
  for (const Report& report : reports) {
    steps[report.step].push_back(report.value);  // a rank reports a step once
    workers.insert(report.rank);
  }
  const bool any_whole = std::any_of(steps.begin(), steps.end(),
                                     [&](const auto& step) { return step.second.size() == workers.size(); });
  std::vector<Step> values;
  for (const auto& [step, of_ranks] : steps)
    if (ranks == Ranks::last || !any_whole || of_ranks.size() == workers.size())
      values.push_back({step, reduce(of_ranks, ranks)});
  return values;
}

std::vector<double> curve(const std::vector<Report>& reports, Ranks ranks) {
  std::vector<double> values;
  for (const Step& step : steps_of(reports, ranks)) values.push_back(step.value);
  return values;
}

double best(const std::vector<double>& values, Goal goal) {
  double best = not_a_number;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    if (std::isnan(best) || (goal == Goal::maximize ? value > best : value < best)) best = value;
  }
  return std::isnan(best) ? values.back() : best;
}

double mean_of_last(const std::vector<double>& values, std::uint32_t window) {
  const std::size_t count = std::min<std::size_t>(window, values.size());
  return mean({values.end() - static_cast<std::ptrdiff_t>(count), values.end()});
}

std::optional<double> of_attempt(const Reports& reports, std::int32_t attempt, const Objective& objective,
                                 const ObjectiveRule& rule) {
  if (rule.summary == Summary::last && rule.ranks == Ranks::last)
    return reports.last_value(attempt, objective.metric);
  const std::vector<double> values = curve(reports.of(attempt, objective.metric), rule.ranks);
  if (values.empty()) return std::nullopt;
  if (rule.summary == Summary::best) return best(values, objective.goal);
  if (rule.summary == Summary::mean) return mean_of_last(values, rule.window);
  return values.back();
}

}  // namespace

std::optional<double> objective_of(const Reports& reports, std::int32_t attempt, const Objective& objective,
                                   const ObjectiveRule& rule) {
  std::vector<double> bests;
  for (; attempt > 0; --attempt) {
    const auto value = of_attempt(reports, attempt, objective, rule);
    if (value && rule.summary != Summary::best) return value;
    if (value) bests.push_back(*value);
  }
  if (bests.empty()) return std::nullopt;
  std::reverse(bests.begin(), bests.end());  // so that where none is finite the newest stands
  return best(bests, objective.goal);
}

std::optional<Progress> progress_of(const Trial& trial, const Report& report, const Objective& objective,
                                    const ObjectiveRule& rule) {
  const auto value = objective_of(trial.reports, trial.attempt, objective, rule);
  if (!value) return std::nullopt;
  if (rule.ranks == Ranks::last) return Progress{report.step, report.value, *value};
  const auto steps = steps_of(trial.reports.of(trial.attempt, objective.metric), rule.ranks);
  return Progress{steps.back().step, steps.back().value, *value};
}

std::optional<double> objective_of(const Trial& trial, const Objective& objective,
                                   const ObjectiveRule& rule) {
  if (!trial.pending() && trial.status != TrialStatus::paused) return trial.objective;
  return objective_of(trial.reports, trial.attempt, objective, rule);
}

}  // namespace lode::study
