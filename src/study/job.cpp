#include "study/job.h"

namespace lode::study {

std::string trial_name(const std::string& study, std::uint64_t number) {
  return study + "-" + std::to_string(number);
}

std::vector<std::pair<std::string, std::string>> tuned(const space::Space& space, const Trial& trial) {
  std::vector<std::pair<std::string, std::string>> values;
  for (std::size_t i = 0; i < space.size(); ++i)
    if (space.active(trial.row, i)) values.emplace_back(space[i].name, space.format(i, trial.row[i]));
  return values;
}

std::vector<std::pair<std::string, std::string>> hyperparameters(const State& state, const Trial& trial) {
  auto values = state.definition().static_parameters;
  for (auto& value : tuned(state.space(), trial)) values.push_back(std::move(value));
  return values;
}

Job make_job(const State& state, const Trial& trial) {
  const Definition& d = state.definition();
  return {d.name,
          trial.number,
          trial.attempt,
          trial_name(d.name, trial.number),
          hyperparameters(state, trial),
          d.environment,
          d.metrics};
}

}  // namespace lode::study
