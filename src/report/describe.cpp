#include "report/describe.h"

#include <algorithm>  // find_if, reverse
#include <cmath>

#include "amt/response.h"
#include "amt/views.h"
#include "base/error.h"
#include "report/plan.h"
#include "study/advice.h"
#include "study/driver.h"
#include "study/events.h"
#include "study/job.h"
#include "study/stopping.h"
#include "study/words.h"
#include "surrogate/model_fit.h"

namespace lode::report {

namespace {

amt::Counters counters_of(const study::State& state) {
  const study::Counters c = state.counters();
  return {c.completed, c.in_progress,         c.retryable_error,   c.non_retryable_error,
          c.stopped,   c.objective_succeeded, c.objective_pending, c.objective_failed};
}

/// The surrogate that a proposal rests on. Outputs are standardised there, inputs are shares of their ranges.
Json model(const study::State& state, const strategy::Record& record) {
  const auto& parameters = state.space().parameters();
  const std::size_t columns = record.hyperparameters.size() - 2;
  if (columns != parameters.size() && columns != parameters.size() + 1) return nullptr;
  const surrogate::Hyperparameters fitted = surrogate::to_hyperparameters(record.hyperparameters, {});
  Json lengthscales = Json::object();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    lengthscales[parameters[i].name] = json_number(fitted.lengthscales[i]);
  Json json = {{"Surrogate", "GaussianProcess"}, {"Kernel", "Matern52"}, {"Lengthscales", lengthscales}};
  if (columns > parameters.size())  // Hyperband's: what a trial was given is a column too
    json["ResourceLengthscale"] = json_number(fitted.lengthscales.back());
  json["NoiseDeviation"] = json_number(fitted.noise);
  json["Mean"] = json_number(fitted.mean);
  return json;
}

/// The losses that the model expects as the objective's values, the lower first.
Json predicted_objective(const study::State& state, std::vector<double> losses) {
  if (state.objective().goal == study::Goal::maximize) {
    std::reverse(losses.begin(), losses.end());
    for (double& loss : losses) loss = -loss;
  }
  return {{"Low", json_number(losses.at(0))},
          {"Median", json_number(losses.at(1))},
          {"High", json_number(losses.at(2))}};
}

/// What a proposal used, as far as it explains the choice.
Json proposal(const study::State& state, const strategy::Record& record) {
  Json json = Json::object();
  if (const Json used = model(state, record); !used.is_null()) json["Model"] = used;
  if (record.posteriors) json["Posteriors"] = *record.posteriors;
  if (record.acquisition)
    json["Acquisition"] = {{"Function", "LogExpectedImprovement"},
                           {"Value", json_number(*record.acquisition)}};
  if (record.mean) json["PredictedMean"] = json_number(*record.mean);
  if (record.deviation) json["PredictedDeviation"] = json_number(*record.deviation);
  if (record.predicted.size() == 3) json["PredictedObjective"] = predicted_objective(state, record.predicted);
  if (!record.note.empty()) json["Note"] = record.note;
  return json;
}

Json decisions(const study::Trial& trial) {
  Json list = Json::array();
  for (const auto& verdict : trial.verdicts) {
    list.push_back({{"Step", verdict.step},
                    {"Value", json_number(verdict.value)},
                    {"Decision", study::word(verdict.decision)},
                    {"Why", verdict.why}});
    if (verdict.rung) list.back()["Rung"] = *verdict.rung;
  }
  return list;
}

/// How far it was and is to be trained, and what was decided of it.
void put_training(const study::State& state, const study::Trial& trial, Json& json) {
  if (trial.record.bracket) json["Bracket"] = *trial.record.bracket;
  if (trial.rung) json["Rung"] = *trial.rung;
  if (const auto resource = study::next_resource(state.rungs(), trial); resource > 0)
    json["Resource"] = resource;
  if (trial.resume_step > 0) json["ResumeStep"] = trial.resume_step;
  if (Json list = decisions(trial); !list.empty()) json["Decisions"] = std::move(list);
}

const char* objective_status(const study::Trial& trial) {
  if (trial.pending() || trial.status == study::TrialStatus::paused) return "Pending";
  return trial.measured() ? "Succeeded" : "Failed";
}

amt::TrialView view_of(const study::State& state, const study::Trial& trial, double now) {
  amt::TrialView view;
  view.number = trial.number;
  view.name = study::trial_name(state.definition().name, trial.number);
  view.status = study::word(trial.status);
  view.created = trial.created;
  view.started = trial.started;
  view.ended = trial.ended;
  view.hyperparameters = study::tuned(state.space(), trial);
  if (trial.status == study::TrialStatus::failed) view.failure_reason = trial.message;
  view.objective = state.objective_of(trial);
  view.objective_status = objective_status(trial);
  view.attempt = trial.attempt;
  view.directory = trial.directory;
  view.source = trial.record.source;
  if (trial.reason != study::Reason::none) view.reason = study::word(trial.reason);
  view.more["SecondaryStatus"] = study::secondary_status(trial);
  view.more["ElapsedSeconds"] = trial.elapsed(now);
  put_training(state, trial, view.more);
  if (Json why = proposal(state, trial.record); !why.empty()) view.more["Proposal"] = std::move(why);
  if (!trial.message.empty() && trial.status != study::TrialStatus::failed)
    view.more["Message"] = trial.message;
  return view;
}

/// Until when what runs is to be credited: of a driver that is gone the last that was heard.
double credited_until(const study::State& state, double now) {
  const bool gone = state.driver() && !study::maybe_alive(*state.driver());
  return gone ? state.last_event() : now;
}

double trial_seconds(const study::State& state, double now) {
  double seconds = 0;
  for (const auto& trial : state.trials()) seconds += trial->elapsed(now);
  return seconds;
}

/// How many trials ended for each reason.
Json reasons(const study::State& state) {
  Json counts = Json::object();
  for (const auto& trial : state.trials()) {
    if (trial->pending() || trial->reason == study::Reason::none) continue;
    Json& count = counts[study::word(trial->reason)];
    count = count.is_null() ? 1 : count.get<std::uint64_t>() + 1;
  }
  return counts;
}

/// Of a model, with the trial that it was made for; null while there is none.
Json newest_proposal(const study::State& state) {
  const auto& trials = state.trials();
  const auto newest = std::find_if(trials.rbegin(), trials.rend(),
                                   [](const auto& trial) { return trial->record.source == "model"; });
  if (newest == trials.rend()) return nullptr;
  Json json = {{"TrainingJobName", study::trial_name(state.definition().name, (*newest)->number)}};
  json.update(proposal(state, (*newest)->record));
  return json;
}

amt::StudyView view_of(const study::State& state, double now) {
  amt::StudyView view;
  view.definition = state.definition();
  view.status = study::word(state.status());
  view.created = state.created_at();
  view.ended = state.ended_at();
  view.modified = state.modified_at();
  view.counters = counters_of(state);
  if (const auto best = state.best()) view.best = view_of(state, *best, now);
  view.runtime = state.run_time(now);
  view.not_improving = state.not_improving();
  view.parameters = state.space().parameters();
  const double seconds = trial_seconds(state, now);
  view.more["TrialSeconds"] = seconds;
  view.more["InstanceSeconds"] = seconds * static_cast<double>(view.definition.limits.slots_per_trial);
  if (const auto paused = state.counters().paused; paused > 0) view.more["Paused"] = paused;
  if (Json counts = reasons(state); !counts.empty()) view.more["Reasons"] = std::move(counts);
  if (const std::string by = study::ended_by(state); !by.empty()) {
    view.more["Closing"] = by;
    view.more["ClosingTime"] = study::ended_by_at(state);
  }
  if (const auto then = state.drain_ended_by()) {
    view.more["DrainEndedBy"] = study::word(*then);
    view.more["DrainEndedTime"] = state.drain_ended_at();
  }
  if (state.closing() == study::Closing::converged) view.converged = state.closed_at();
  if (const auto& regret = state.regret()) {
    view.more["RegretBound"] = json_number(regret->bound);
    view.more["Noise"] = json_number(regret->noise);
    view.more["RegretBoundTrials"] = regret->trials;
  }
  if (state.exhausted()) view.more["SpaceExhausted"] = true;
  if (!state.queue().empty()) view.more["Enqueued"] = state.queue().size();
  if (Json newest = newest_proposal(state); !newest.is_null())
    view.more["NewestProposal"] = std::move(newest);
  return view;
}

Json advice(const study::State& state) {
  Json list = Json::array();
  for (const auto& advice : study::advice_on(state)) {
    list.push_back({{"Code", advice.code}, {"Text", advice.text}});
    if (!advice.parameter.empty()) list.back()["Parameter"] = advice.parameter;
  }
  return list;
}

/// A study's state, replayed without opening it for work.
study::State replayed(store::Store& store, const std::string& name) {
  study::State state;
  for (const auto& event : store.open(name)->read_from(0)) state.apply(study::decode(event));
  return state;
}

/// A study whose events this release cannot read, as far as anything is known of it.
amt::StudyView unreadable(const store::StudyEntry& entry, const std::string& why) {
  amt::StudyView view;
  view.definition.name = entry.name;
  view.status = study::word(study::Status::failed);
  view.created = view.modified = entry.created;
  view.failure_reason = why;
  view.more["Unreadable"] = why;
  return view;
}

}  // namespace

std::string describe_json(const study::State& state, double now, const study::Quotas& quotas) {
  amt::StudyView view = view_of(state, credited_until(state, now));
  view.more["Plan"] = plan_of(state, quotas);
  if (Json given = advice(state); !given.empty()) view.more["Advice"] = std::move(given);
  return amt::describe_response(view).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string trials_json(const study::State& state, double now) {
  std::vector<amt::TrialView> views;
  const double until = credited_until(state, now);
  for (const auto& trial : state.trials()) views.push_back(view_of(state, *trial, until));
  return amt::trial_summaries(state.definition(), views).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string list_json(store::Store& store) {
  std::vector<amt::StudyView> views;
  for (const auto& entry : store.list()) {
    try {
      const study::State state = replayed(store, entry.name);
      if (state.created()) views.push_back(view_of(state, state.last_event()));
    } catch (const Error& e) {
      if (e.code() == Code::not_found) continue;  // purged by another process meanwhile
      views.push_back(unreadable(entry, e.what()));
    }
  }
  return amt::study_summaries(views).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::int64_t> live_driver(store::Store& store, const std::string& study) {
  // Only the driver's events are read: a study that cannot be replayed must still be one that can be purged.
  std::optional<study::Driver> driver;
  for (const auto& event : store.open(study)->read_from(0)) {
    if (event.type == "DriverEnded") driver.reset();
    if (event.type != "DriverStarted") continue;
    driver = std::get<study::DriverStarted>(study::decode(event).body).driver;
  }
  if (!driver || !study::maybe_alive(*driver)) return std::nullopt;
  return driver->pid;
}

}  // namespace lode::report
