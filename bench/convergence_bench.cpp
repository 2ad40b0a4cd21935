// When study.convergence would end a study, and how good its best trial is then: a row of Markdown for each
// function, strategy and noise, for several widths of the confidence bounds.
//
// usage: convergence_bench [SEEDS]

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "strategy/regret.h"
#include "strategy/strategy.h"

namespace {

using namespace lode;
using Point = std::vector<double>;

constexpr double pi = std::numbers::pi;

/// All have their least value 0 (Hartmann's to 1e-5) and the unit cube.
double sphere(const Point& x) {
  double sum = 0;
  for (const double v : x) sum += (v - 0.3) * (v - 0.3);
  return sum;
}

double branin(const Point& x) {
  const double a = 15 * x[0] - 5, b = 15 * x[1];
  const double bow = b - 5.1 / (4 * pi * pi) * a * a + 5 / pi * a - 6;
  return bow * bow + 10 * (1 - 1 / (8 * pi)) * std::cos(a) + 10 - 0.397887;
}

double hartmann6(const Point& x) {
  constexpr double heights[] = {1, 1.2, 3, 3.2};
  constexpr double widths[4][6] = {{10, 3, 17, 3.5, 1.7, 8},
                                   {0.05, 10, 17, 0.1, 8, 14},
                                   {3, 3.5, 1.7, 10, 17, 8},
                                   {17, 8, 0.05, 10, 0.1, 14}};
  constexpr double places[4][6] = {{1312, 1696, 5569, 124, 8283, 5886},
                                   {2329, 4135, 8307, 3736, 1004, 9991},
                                   {2348, 1451, 3522, 2883, 3047, 6650},
                                   {4047, 8828, 8732, 5743, 1091, 381}};
  double sum = 3.32237;
  for (std::size_t i = 0; i < 4; ++i) {
    double distance = 0;
    for (std::size_t j = 0; j < 6; ++j) distance += widths[i][j] * std::pow(x[j] - 1e-4 * places[i][j], 2);
    sum -= heights[i] * std::exp(-distance);
  }
  return sum;
}

double rastrigin(const Point& x) {
  double sum = 0;
  for (const double v : x) {
    const double u = 6 * (v - 0.37);
    sum += u * u + 10 - 10 * std::cos(2 * pi * u);
  }
  return sum;
}

/// A bowl with a narrow well elsewhere.
double well(const Point& x) {
  double bowl = 0, distance = 0;
  for (const double v : x) {
    bowl += (v - 0.8) * (v - 0.8);
    distance += (v - 0.15) * (v - 0.15);
  }
  return 1.155 + bowl - 2 * std::exp(-distance / 0.005);
}

struct Function {
  const char* name;
  double (*value)(const Point&);
  std::size_t dimensions;
  double noise;  ///< it is searched without noise and with this much
};

constexpr Function functions[] = {{"branin", branin, 2, 2},
                                  {"sphere", sphere, 4, 0.05},
                                  {"hartmann6", hartmann6, 6, 0.1},
                                  {"rastrigin", rastrigin, 2, 2},
                                  {"well", well, 2, 0.05}};

struct Arm {
  const char* strategy;
  std::size_t trials;
  std::size_t every;
};

constexpr Arm arms[] = {{"Bayesian", 120, 5}, {"Random", 200, 20}};
constexpr double widths[] = {1, 1.5, 0};

space::Space cube(std::size_t dimensions) {
  std::vector<space::Parameter> parameters(dimensions);
  for (std::size_t i = 0; i < dimensions; ++i) {
    parameters[i].name = "x" + std::to_string(i);
    parameters[i].high = 1;
    parameters[i].scaling = space::Scaling::linear;
  }
  return space::Space(parameters);
}

struct Stop {
  std::size_t trials = 0;  ///< 0: it did not stop
  double left = 0;         ///< least value without noise then
};

/// Searches to the end, whether a width stops it or not. \return a place each, then the end
std::vector<Stop> search(const Function& f, const Arm& arm, double noise, std::uint64_t seed) {
  strategy::Setup setup;
  setup.space = cube(f.dimensions);
  setup.seed = seed;
  const auto searcher = strategy::find_strategy(arm.strategy).make(setup);
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 1);
  strategy::History history;
  std::vector<Stop> stops(std::size(widths) + 1);
  double best = HUGE_VAL;
  for (std::size_t t = 1; t <= arm.trials; ++t) {
    const strategy::Proposal proposal = searcher->suggest(history, 1).at(0);
    const double value = f.value(proposal.row);
    best = std::min(best, value);
    history.trials.push_back({history.next_number++, proposal.row, strategy::Outcome::observed,
                              value + noise * normal(random), proposal.record});
    stops.back() = {t, best};
    if (t < 20 || t % arm.every != 0) continue;
    for (std::size_t w = 0; w < std::size(widths); ++w) {
      if (stops[w].trials > 0) continue;
      const strategy::Regret regret = strategy::bound_regret(setup.space, history, {widths[w], seed});
      if (regret.bound < regret.noise) stops[w] = {t, best};
    }
  }
  return stops;
}

/// "50, 60, -: 0.01, 0.2, -"
std::string text(const std::vector<std::vector<Stop>>& runs, std::size_t place) {
  std::string trials, left;
  for (const auto& stops : runs) {
    char number[32];
    std::snprintf(number, sizeof number, "%.2g", stops[place].left);
    const bool stopped = stops[place].trials > 0;
    trials += (trials.empty() ? "" : ", ") + (stopped ? std::to_string(stops[place].trials) : "-");
    left += (left.empty() ? "" : ", ") + (stopped ? std::string(number) : "-");
  }
  return trials + ": " + left;
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t seeds = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 3;
  std::puts(
      "| function | noise | strategy | w = 1 | w = 1.5 | the paper's | at the end "
      "|\n|---|---|---|---|---|---|---|");
  for (const Function& f : functions) {
    for (const double noise : {0.0, f.noise}) {
      for (const Arm& arm : arms) {
        std::vector<std::vector<Stop>> runs;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) runs.push_back(search(f, arm, noise, seed));
        std::printf("| %s | %g | %s | %s | %s | %s | %s |\n", f.name, noise, arm.strategy,
                    text(runs, 0).c_str(), text(runs, 1).c_str(), text(runs, 2).c_str(),
                    text(runs, 3).c_str());
        std::fflush(stdout);
      }
    }
  }
}
