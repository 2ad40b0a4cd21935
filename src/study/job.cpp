#include "study/job.h"

#include "study/stopping.h"

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

namespace {

/// All of a job but its hyperparameters.
Job job_without_values(const State& state, const Trial& trial) {
  const Definition& d = state.definition();
  Job job;
  job.study = d.name;
  job.trial = trial.number;
  job.attempt = trial.attempt;
  job.name = trial_name(d.name, trial.number);
  job.study_created = state.created_at();
  job.environment = d.environment;
  job.metrics = d.metrics;
  return job;
}

}  // namespace

Job make_job(const State& state, const Trial& trial) {
  Job job = job_without_values(state, trial);
  job.resume_step = trial.resume_step;
  job.resource = next_resource(state.rungs(), trial);
  job.hyperparameters = hyperparameters(state, trial);
  return job;
}

Job example_job(const State& state) {
  Job job = job_without_values(state, Trial());
  job.hyperparameters = state.definition().static_parameters;
  for (const auto& parameter : state.space().parameters())
    job.hyperparameters.emplace_back(parameter.name, "");
  return job;
}

}  // namespace lode::study
