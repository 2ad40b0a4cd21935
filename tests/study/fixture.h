/// \file
/// What the tests of study/ share: a definition, a clock that tests set, a store in memory.
#pragma once

#include <atomic>
#include <limits>
#include <memory>
#include <string>

#include "store/store.h"
#include "study/study.h"

namespace lode::study {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double inf = std::numeric_limits<double>::infinity();

inline space::Parameter real_parameter(const std::string& name, double low, double high) {
  space::Parameter p;
  p.name = name;
  p.low = low;
  p.high = high;
  p.scaling = space::Scaling::linear;
  return p;
}

inline space::Parameter choice_parameter(const std::string& name, std::vector<std::string> choices) {
  space::Parameter p;
  p.name = name;
  p.kind = space::Kind::categorical;
  p.high = static_cast<double>(choices.size() - 1);
  p.choices = std::move(choices);
  return p;
}

/// Minimises "loss" over x, y in [0, 1] by random search.
inline Definition definition(const std::string& name, std::uint64_t max_trials = 0,
                             std::uint32_t max_parallel = 0) {
  Definition d;
  d.name = name;
  d.objectives = {{"loss", Goal::minimize}};
  d.parameters = {real_parameter("x", 0, 1), real_parameter("y", 0, 1)};
  d.strategy = "Random";
  d.seed = 11;
  d.limits.max_trials = max_trials;
  d.limits.max_parallel = max_parallel;
  return d;
}

/// A clock that stands still until it is set.
struct FakeClock {
  std::shared_ptr<std::atomic<double>> now = std::make_shared<std::atomic<double>>(1000.0);
  Environment environment() const {
    Environment e;
    e.clock = [now = now] { return now->load(); };
    return e;
  }
};

inline Ending completed() { return {}; }

inline Ending failed(Reason reason) {
  Ending ending;
  ending.status = TrialStatus::failed;
  ending.reason = reason;
  return ending;
}

}  // namespace lode::study
