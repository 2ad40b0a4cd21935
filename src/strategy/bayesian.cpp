#include "strategy/bayesian.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "acquisition/at_full.h"
#include "acquisition/ensemble.h"
#include "acquisition/log_ei.h"
#include "acquisition/maximise.h"
#include "acquisition/near.h"
#include "acquisition/per_cost.h"
#include "backend/backend.h"
#include "base/error.h"
#include "base/text.h"
#include "math/elementary.h"
#include "math/sobol.h"
#include "strategy/bayesian_data.h"
#include "strategy/cost_model.h"
#include "strategy/history.h"
#include "strategy/model_fit.h"
#include "strategy/options.h"
#include "surrogate/features.h"
#include "surrogate/fit.h"
#include "surrogate/gp.h"
#include "surrogate/mixture.h"
#include "surrogate/output_transform.h"
#include "surrogate/sample.h"

namespace lode::strategy {
namespace {

constexpr std::size_t least_initial_trials = 5;  // where the option does not say how many
constexpr std::uint64_t pacers = 3;              // first trials that go on to the last rung but one
constexpr std::size_t sobol_tries = 1024;        // indices whose configurations were seen, before giving up
constexpr int many_iterations = 60;
constexpr std::size_t most_sweeps = 5;         // of slice sampling: reach all of a single peak
constexpr std::size_t sweep_points = 1000;     // training points times sweeps, beyond which it has fewer
constexpr std::size_t sweep_evaluations = 20;  // of a coordinate in a sweep, at most; 4 or 5 is usual

struct BayesianOptions {
  std::size_t initial_trials = 0;
  int restarts = 0;
  std::size_t candidates = 0;
  std::size_t refined = 0;
  std::size_t posteriors = 1;
};

/// As many as there are parameters, but most of a study is for the model, however many parameters it has.
/// With rungs, where a first look costs a fraction of a trial, three times as many.
std::size_t default_initial_trials(const Setup& setup) {
  const std::size_t looks = rung_levels(setup.hyperband).size() > 1 ? 3 : 1;
  std::size_t count = looks * std::max(least_initial_trials, surrogate::varying(setup.space));
  if (setup.max_trials > 0) count = std::min<std::size_t>(count, setup.max_trials / 3);
  return std::max(least_initial_trials, count);
}

BayesianOptions read_options(const Setup& setup) {
  const auto value = [&](std::size_t i) { return option_value(setup.numbers, bayesian_options[i]); };
  BayesianOptions options;
  options.initial_trials = static_cast<std::size_t>(value(0));
  options.restarts = static_cast<int>(value(1));
  options.candidates = static_cast<std::size_t>(value(2));
  options.refined = static_cast<std::size_t>(value(3));
  options.posteriors = static_cast<std::size_t>(value(4));
  if (options.initial_trials == 0) options.initial_trials = default_initial_trials(setup);
  return options;
}

backend::Columns model_columns(const space::Space& space, const ResourceColumn& resource) {
  backend::Columns columns = surrogate::columns_of(space);
  if (resource.on()) columns.kinds.push_back(backend::ColumnKind::real);
  return columns;
}

bool has_free_real(const backend::Columns& columns) {
  return std::find(columns.kinds.begin(), columns.kinds.end(), backend::ColumnKind::real) !=
         columns.kinds.end();
}

void add_note(Record& record, const std::string& text) {
  record.note += record.note.empty() ? text : "; " + text;
}

class Bayesian final : public Strategy {
 public:
  explicit Bayesian(const Setup& setup)
      : space_(setup.space),
        seed_(setup.seed),
        options_(read_options(setup)),
        resource_(setup.hyperband),
        thaws_(setup.hyperband.halving == Halving::freeze_thaw),
        restarts_(setup.hyperband.restarts),
        weighs_cost_(setup.weighs_cost),
        columns_(model_columns(space_, resource_)),
        priors_(surrogate::default_priors(columns_.size(), surrogate::varying(space_) + resource_.columns())),
        sequence_(space_.size(), setup.seed),
        backend_(setup.backend) {}

  std::vector<Proposal> suggest(const History& history, std::size_t n) const override {
    return suggest_in_turn(space_, history, n, [this](const History& so_far, const Unseen& unseen) {
      return next(so_far, unseen);
    });
  }

 private:
  std::optional<Proposal> next(const History& history, const Unseen& unseen) const {
    if (static_cast<double>(unseen.seen()) >= space_.cardinality()) return std::nullopt;
    if (history.trials.size() < options_.initial_trials) return initial(history, unseen);
    if (auto pacer = next_pacer(history)) return pacer;
    if (!enough_for_model(history, resource_)) return spread(history, unseen, "");
    try {
      return model(history, unseen);
    } catch (const Error& error) {
      if (error.code() != Code::numeric) throw;
      return spread(history, unseen, error.what());
    }
  }

  std::optional<Proposal> initial(const History& history, const Unseen& unseen) const {
    const bool had_centre = std::any_of(history.trials.begin(), history.trials.end(),
                                        [](const Past& past) { return past.record.source == "centre"; });
    Proposal centre;
    centre.row = space_.decode(std::vector<double>(space_.size(), 0.5));
    centre.record.source = "centre";
    if (!had_centre && unseen.is_new(centre.row)) return centre;
    return spread(history, unseen, "");
  }

  /// One of the first trials that is to be trained far, whatever it has got to: it shows what is gained on
  /// the way. Those that the model chooses are ahead already, and the gains of quick learners say little of
  /// slow ones: nobody would ever look at these.
  std::optional<Proposal> next_pacer(const History& history) const {
    if (!thaws_) return std::nullopt;
    const auto& levels = resource_.levels();
    const std::uint64_t far = levels[levels.size() - std::min<std::size_t>(2, levels.size())];
    for (const Past& past : history.trials) {
      if (past.number >= pacers || !past.paused || past.curve.empty()) continue;
      if (past.curve.back().resource >= far) continue;
      Record record;
      record.note = "one of the first trials, which show what is gained on the way";
      return Proposal{past.row, std::move(record), past.number};
    }
    return std::nullopt;
  }

  /// The next point of the Sobol sequence.
  std::optional<Proposal> spread(const History& history, const Unseen& unseen,
                                 const std::string& note) const {
    std::uint64_t index = next_index(history, "sobol");
    std::optional<space::Row> row = unseen.first_new(sobol_tries, [&] { return sequence_.point(index++); });
    if (!row) return drawn(history, unseen, note);
    Proposal proposal;
    proposal.row = std::move(*row);
    proposal.record.source = "sobol";
    proposal.record.index = index - 1;  // the last one looked at
    proposal.record.note = note;
    return proposal;
  }

  /// Any configuration that is left.
  std::optional<Proposal> drawn(const History& history, const Unseen& unseen, const std::string& note) const {
    math::Random random(seed_, history.next_number, math::Purpose::fallback);
    std::optional<space::Row> row = unseen.draw(random);
    if (!row) return std::nullopt;
    Proposal proposal;
    proposal.row = std::move(*row);
    proposal.record.source = "random";
    proposal.record.note = note;
    add_note(proposal.record, "drawn among the configurations not yet seen");
    return proposal;
  }

  std::optional<Proposal> model(const History& history, const Unseen& unseen) const {
    const ModelData data = model_data(space_, history, resource_);
    Record record;
    record.source = "model";
    fit(history, data, record);
    std::vector<surrogate::Gp> gps;
    std::vector<std::unique_ptr<const acquisition::Acquisition>> log_eis;
    double jitter = 0;
    const std::vector<double> thetas = sampled(history.next_number, data, record);
    for (std::size_t at = 0; at < thetas.size(); at += priors_.size()) {
      const surrogate::Gp fitted(backend_, columns_, {data.X, data.targets},
                                 std::span(thetas).subspan(at, priors_.size()));
      gps.push_back(fitted.believe(at_full(data.pending)));
      log_eis.push_back(improvement(gps.back(), best_believed(fitted, data)));
      jitter = std::max(jitter, gps.back().jitter());
    }
    if (jitter > 0) add_note(record, "jitter " + to_text(jitter));
    const acquisition::LogMean log_ei(std::move(log_eis));
    const auto costs = weighs_cost_ ? CostModel::fit(backend_, space_, history, seed_) : std::nullopt;
    const auto per_cost =
        costs ? std::make_optional<acquisition::PerCost>(log_ei, costs->process(), costs->scale())
              : std::nullopt;
    const acquisition::Acquisition& gain =
        per_cost ? static_cast<const acquisition::Acquisition&>(*per_cost) : log_ei;
    const auto found = acquisition::maximise(gain, space_, data.best, seen_test(data, unseen),
                                             maximise_options(history.next_number));
    if (!found) return drawn(history, unseen, "every candidate had been seen");
    if (auto paused = worth_more(history, gain, found->value)) return paused;
    if (costs)
      add_note(record, "expected to cost " + to_text(costs->costs(found->unit).front()) + unit_of_cost());
    record.acquisition = found->value;
    predict(surrogate::mixture(gps, at_full(found->unit)), data, record);
    return Proposal{space_.decode(found->unit), std::move(record)};
  }

  const char* unit_of_cost() const { return resource_.on() ? " a step" : ""; }

  /// The paused trial that is expected to improve on the best by more than a new one, for each step that it
  /// still has to go; nothing: none.
  std::optional<Proposal> worth_more(const History& history, const acquisition::Acquisition& gain,
                                     double of_new) const {
    if (!thaws_) return std::nullopt;
    std::vector<const Past*> paused;
    std::vector<double> units;
    for (const Past& past : history.trials) {
      if (!past.paused || past.curve.empty()) continue;
      paused.push_back(&past);
      const std::vector<double> unit = space_.encode(past.row);
      units.insert(units.end(), unit.begin(), unit.end());
    }
    if (paused.empty()) return std::nullopt;
    const std::vector<double> gains = gain.evaluate(units, false).values;
    std::size_t best = paused.size();
    double most = of_new;
    for (std::size_t i = 0; i < paused.size(); ++i) {
      const double value = gains[i] - math::log(share_left(*paused[i]));
      if (!(value > most)) continue;
      best = i;
      most = value;
    }
    if (best == paused.size()) return std::nullopt;
    Record record;
    record.note = "the model expects a log improvement of " + to_text(most) +
                  " of it for what is left of the resource, and of a new trial " + to_text(of_new);
    return Proposal{paused[best]->row, std::move(record), paused[best]->number};
  }

  /// Of all the steps of a whole trial, those that a paused one has still to go.
  double share_left(const Past& paused) const {
    const double full = static_cast<double>(resource_.levels().back());
    if (restarts_) return 1;
    return std::max(1.0, full - static_cast<double>(paused.curve.back().resource)) / full;
  }

  /// The hyperparameters to average over, one after the other: those of the record, or, where more are asked
  /// for, so many drawn from their posterior by chains that start there.
  std::vector<double> sampled(std::uint64_t number, const ModelData& data, Record& record) const {
    if (options_.posteriors == 1) return record.hyperparameters;
    std::vector<double> starts;
    for (std::size_t i = 0; i < options_.posteriors; ++i)
      starts.insert(starts.end(), record.hyperparameters.begin(), record.hyperparameters.end());
    surrogate::SliceOptions options;
    options.burn_in = std::clamp<std::size_t>(sweep_points / data.size(), 1, most_sweeps);
    options.evaluations = options.burn_in * priors_.size() * sweep_evaluations;
    options.seed = seed_;
    options.trial = number;
    record.posteriors = options_.posteriors;
    return surrogate::sample_hyperparameters(*backend_, columns_, {data.X, data.targets}, priors_, starts,
                                             options)
        .points;
  }

  /// The target to improve on. A pending trial counts with its mean, which the model believes: against the
  /// best observed target alone, another trial right beside a promising pending one would seem a gain.
  /// Nor is what a trial got to with part of the resource what it would get to with all of it: then every
  /// trial counts with its mean there.
  double best_believed(const surrogate::Gp& fitted, const ModelData& data) const {
    std::vector<double> unknown = data.pending;
    if (resource_.on()) unknown.insert(unknown.end(), data.tried.begin(), data.tried.end());
    const double known = resource_.on() ? HUGE_VAL : data.best_target;
    if (unknown.empty()) return known;
    const std::vector<double> means = fitted.posterior(at_full(unknown)).mean;
    return std::min(known, *std::min_element(means.begin(), means.end()));
  }

  std::vector<double> at_full(std::span<const double> configurations) const {
    return resource_.at_full(configurations, space_.size());
  }

  std::unique_ptr<const acquisition::Acquisition> improvement(const surrogate::Gp& gp, double best) const {
    auto log_ei = std::make_unique<acquisition::LogEi>(gp, best);
    if (!resource_.on()) return log_ei;
    return std::make_unique<acquisition::AtFull>(std::move(log_ei), space_.size());
  }

  static void predict(const backend::Posterior& posterior, const ModelData& data, Record& record) {
    const double mean = posterior.mean.front(), deviation = std::sqrt(posterior.variance.front());
    record.mean = mean;
    record.deviation = deviation;
    const auto observed = std::span(data.targets).first(data.losses.size());
    for (const double target : {mean - deviation, mean, mean + deviation})
      record.predicted.push_back(surrogate::loss_at(target, data.losses, observed));
  }

  /// Puts hyperparameters, cold_start and remarks into the record.
  void fit(const History& history, const ModelData& data, Record& record) const {
    const Past* earlier = newest_fit(history, priors_.size());
    const std::uint64_t number = history.next_number;
    const bool restart = restart_due(earlier, number, data.size());
    surrogate::FitOptions options{{}, restart ? options_.restarts : 0, seed_, number, many_iterations};
    if (earlier != nullptr) options.warm_start = earlier->record.hyperparameters;
    const surrogate::FitResult result = fit_model(*backend_, columns_, priors_, data, restart, options);
    record.hyperparameters = result.theta;
    record.cold_start = restart ? number : *earlier->record.cold_start;
    if (!std::isfinite(result.log_posterior)) add_note(record, "hyperparameters not fitted");
    if (data.left_out > 0) {
      add_note(record, "model without " + std::to_string(data.left_out) + " of the " +
                           (resource_.on() ? "measurements" : "finished trials"));
    }
  }

  static bool restart_due(const Past* earlier, std::uint64_t number, std::size_t n) {
    if (earlier == nullptr || !earlier->record.cold_start || n <= always_restarted) return true;
    return number - std::min(number, *earlier->record.cold_start) >= n / 10;
  }

  acquisition::Seen seen_test(const ModelData& data, const Unseen& unseen) const {
    const bool real = has_free_real(surrogate::columns_of(space_));
    return [this, real, &data, &unseen](std::span<const double> unit) {
      return !unseen.is_new(space_.decode(unit)) ||
             (real && (near(data.tried, unit) || near(data.pending, unit)));
    };
  }

  static bool near(std::span<const double> points, std::span<const double> unit) {
    return acquisition::near_any(points, unit, acquisition::nearest_real);
  }

  acquisition::MaximiseOptions maximise_options(std::uint64_t number) const {
    acquisition::MaximiseOptions options;
    options.candidates.spread = options_.candidates;
    options.candidates.local = options_.candidates / 2;
    options.candidates.seed = seed_;
    options.candidates.trial = number;
    options.refined = options_.refined;
    return options;
  }

  space::Space space_;
  std::uint64_t seed_;
  BayesianOptions options_;
  ResourceColumn resource_;
  bool thaws_ = false;     ///< a paused trial may be chosen in place of a new one
  bool restarts_ = false;  ///< one that goes on begins anew
  bool weighs_cost_ = false;
  backend::Columns columns_;  ///< of the model: the space's, and perhaps the resource
  surrogate::Priors priors_;
  math::Sobol sequence_;
  std::shared_ptr<const backend::Backend> backend_;
};

}  // namespace

std::unique_ptr<Strategy> make_bayesian(const Setup& setup) { return std::make_unique<Bayesian>(setup); }

}  // namespace lode::strategy
