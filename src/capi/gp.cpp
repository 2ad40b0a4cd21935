// The model level: guards and conversions around surrogate::Model and acquisition/.

#include <cmath>
#include <cstring>

#include "acquisition/propose.h"
#include "base/text.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/options.h"

using namespace lode;
using namespace lode::capi;
using surrogate::Model;

struct lode_gp {
  ContextPtr context;
  Model model;
};

namespace {

constexpr std::size_t most_columns = 10000;
constexpr std::size_t most_levels = 10000;       // of a category
constexpr std::size_t most_levels_all = 100000;  // of all: a drawn function holds 8 KiB for each
constexpr std::size_t most_points = 100000000;
constexpr std::size_t most_joint = 10000;  // 800 MB of covariances
constexpr std::size_t most_samples = 1000000000;
constexpr std::size_t most_proposals = 10000;

void check_at_most(const char* name, std::size_t given, std::size_t most) {
  if (given <= most) return;
  throw Error(Code::argument, std::string(name) + ": " + std::to_string(given) + " given; 0 to " +
                                  std::to_string(most) + " accepted");
}

/// `count` values at a pointer that may be NULL where there are none.
std::span<const double> values_at(const double* given, std::size_t count, const char* name) {
  if (count > 0) required(given, name);
  return {given, count};
}

std::span<const double> points_at(const Model& model, std::size_t m, const double* x,
                                  const char* name = "x") {
  check_at_most("m", m, most_points);
  return values_at(x, m * model.columns(), name);
}

/// Where `given` is not NULL.
void copy_to(double* given, const std::vector<double>& values) {
  if (given != nullptr) std::copy(values.begin(), values.end(), given);
}

void make_category(space::Parameter& p) {
  if (p.low != 0 || !(p.high >= 0) || p.high != std::floor(p.high) || !(p.high < most_levels))
    throw Error(Code::argument, p.name + ": low is " + to_text(p.low) + " and high is " + to_text(p.high) +
                                    "; accepted for a category: 0 and the last index, at most " +
                                    std::to_string(most_levels - 1));
  for (std::size_t k = 0; k <= static_cast<std::size_t>(p.high); ++k) p.choices.push_back(std::to_string(k));
}

space::Parameter column_of(const lode_column& given, const std::string& name) {
  const auto c =
      read_struct(&given, name.c_str(), LODE_LEAST(lode_column, reserved), lode_column LODE_COLUMN_INIT);
  if (c.kind == LODE_COLUMN_TASK || c.kind == LODE_COLUMN_FIDELITY)
    throw Error(Code::unsupported, name + ".kind: " + std::to_string(c.kind) +
                                       " given; task and fidelity columns are reserved for a later release");
  if (c.kind < LODE_COLUMN_REAL || c.kind > LODE_COLUMN_FIDELITY)
    throw Error(Code::argument, name + ".kind: " + std::to_string(c.kind) +
                                    " given; LODE_COLUMN_REAL (0) to LODE_COLUMN_CATEGORY (2) accepted");
  check_reserved(c.reserved, (name + ".reserved").c_str());
  space::Parameter p;
  p.name = name;
  p.kind = static_cast<space::Kind>(c.kind);
  p.low = c.low;
  p.high = c.high;
  p.scaling = static_cast<space::Scaling>(c.scaling);
  if (p.kind == space::Kind::categorical) make_category(p);
  return p;
}

space::Space columns_of(const lode_gp_data& data) {
  if (data.column_count == 0 || data.column_count > most_columns)
    throw Error(Code::argument, "data.column_count: " + std::to_string(data.column_count) + " given; 1 to " +
                                    std::to_string(most_columns) + " accepted");
  required(data.columns, "data.columns");
  std::vector<space::Parameter> columns;
  std::size_t levels = 0;
  for (std::size_t c = 0; c < data.column_count; ++c) {
    const std::string name = "columns[" + std::to_string(c) + "]";
    const lode_column& given = *element(data.columns, c);
    if (given.struct_size != data.columns->struct_size)
      throw Error(Code::argument, name + ".struct_size: " + std::to_string(given.struct_size) +
                                      " given; all of an array have that of the first, " +
                                      std::to_string(data.columns->struct_size));
    columns.push_back(column_of(given, name));
    levels += columns.back().choices.size();
    if (levels > most_levels_all)
      throw Error(Code::argument, name + ": " + std::to_string(levels) +
                                      " levels of categories given so far; all together may have " +
                                      std::to_string(most_levels_all));
  }
  return space::Space(std::move(columns));
}

surrogate::Observations observations_of(const lode_gp_data& data) {
  check_at_most("data.row_count", data.row_count, Model::most_observations);
  const std::size_t n = data.row_count;
  return {values_at(data.x, n * data.column_count, "data.x"), values_at(data.y, n, "data.y"),
          data.noise_variances == nullptr ? std::span<const double>()
                                          : std::span<const double>(data.noise_variances, n)};
}

lode_gp_data data_of(const lode_gp_data* given) {
  const auto data =
      read_struct(given, "data", LODE_LEAST(lode_gp_data, noise_variances), lode_gp_data LODE_GP_DATA_INIT);
  check_reserved(data.reserved, "data.reserved");
  return data;
}

surrogate::ModelOptions options_of(const lode_options* options) {
  surrogate::ModelOptions fit;
  fit.restarts = static_cast<int>(option_number(options, "gp.restarts"));
  fit.iterations = static_cast<int>(option_number(options, "gp.iterations"));
  fit.seed = static_cast<std::uint64_t>(option_number(options, "gp.seed"));
  return fit;
}

void hand_out(lode_gp** out, const ContextPtr& context, Model model) {
  *out = std::make_unique<lode_gp>(lode_gp{context, std::move(model)}).release();
}

acquisition::Choice choice_of(const lode_acquisition* given) {
  lode_acquisition a = LODE_ACQUISITION_INIT;
  if (given != nullptr) a = read_struct(given, "acquisition", LODE_LEAST(lode_acquisition, seed), a);
  if (a.kind < LODE_ACQUISITION_EI || a.kind > LODE_ACQUISITION_THOMPSON)
    throw Error(Code::argument,
                "acquisition.kind: " + std::to_string(a.kind) +
                    " given; LODE_ACQUISITION_EI (0) to LODE_ACQUISITION_THOMPSON (6) accepted");
  if (a.goal != LODE_MINIMIZE && a.goal != LODE_MAXIMIZE)
    throw Error(Code::argument, "acquisition.goal: " + std::to_string(a.goal) +
                                    " given; LODE_MINIMIZE (0) or LODE_MAXIMIZE (1) accepted");
  if (a.has_best != 0 && !std::isfinite(a.best))
    throw Error(Code::argument, "acquisition.best: " + to_text(a.best) + " given; a finite number accepted");
  if (!(a.beta >= 0 && a.beta <= 1e100))
    throw Error(Code::argument, "acquisition.beta: " + to_text(a.beta) + " given; 0 to 1e100 accepted");
  acquisition::Choice choice;
  choice.kind = static_cast<acquisition::Kind>(a.kind);
  choice.maximised = a.goal == LODE_MAXIMIZE;
  if (a.has_best != 0) choice.best = a.best;
  choice.beta = a.beta;
  choice.seed = a.seed;
  return choice;
}

/// Lengthscales, signal, noise, mean.
surrogate::Hyperparameters hyperparameters_of(const double* given, std::size_t count, std::size_t columns) {
  if (count != columns + 3)
    throw Error(Code::argument, "count: " + std::to_string(count) + " given; " + std::to_string(columns + 3) +
                                    " accepted: a lengthscale per column, signal, noise, mean");
  required(given, "hyperparameters");
  return {{given, given + columns}, given[columns], given[columns + 1], given[columns + 2]};
}

surrogate::Prediction predict(const lode_gp* gp, std::size_t m, const double* x, bool with_gradient) {
  const Model& model = required(gp, "gp").model;
  return model.predict(points_at(model, m, x), with_gradient);
}

}  // namespace

lode_status lode_gp_fit(lode_context* context, const lode_gp_data* data, const lode_options* options,
                        lode_gp** out, lode_error* error) {
  return guarded(error, [&] {
    required(out, "out");
    const ContextPtr owner = required(context, "context").context;
    const lode_gp_data given = data_of(data);
    space::Space columns = columns_of(given);
    hand_out(out, owner,
             Model::fit(std::move(columns), observations_of(given), options_of(options), owner->backend));
    return LODE_OK;
  });
}

lode_status lode_gp_create(lode_context* context, const lode_gp_data* data, const double* hyperparameters,
                           size_t count, lode_gp** out, lode_error* error) {
  return guarded(error, [&] {
    required(out, "out");
    const ContextPtr owner = required(context, "context").context;
    const lode_gp_data given = data_of(data);
    space::Space columns = columns_of(given);
    auto values = hyperparameters_of(hyperparameters, count, columns.size());
    hand_out(out, owner,
             Model::given(std::move(columns), observations_of(given), std::move(values), owner->backend));
    return LODE_OK;
  });
}

void lode_gp_free(lode_gp* gp) { delete gp; }

lode_status lode_gp_append(const lode_gp* gp, const double* x, double y, double noise_variance, lode_gp** out,
                           lode_error* error) {
  return guarded(error, [&] {
    required(out, "out");
    const lode_gp& own = required(gp, "gp");
    hand_out(out, own.context, own.model.append(values_at(x, own.model.columns(), "x"), y, noise_variance));
    return LODE_OK;
  });
}

lode_status lode_gp_get_info(const lode_gp* gp, lode_gp_info* info, lode_error* error) {
  return guarded(error, [&] {
    const Model& model = required(gp, "gp").model;
    lode_gp_info filled = LODE_GP_INFO_INIT;
    filled.fitted = model.fitted() ? 1 : 0;
    filled.row_count = model.size();
    filled.column_count = model.columns();
    filled.log_marginal_likelihood = model.log_likelihood();
    filled.jitter = model.jitter();
    filled.evaluations = static_cast<uint64_t>(model.evaluations());
    write_struct(filled, info, "info", LODE_LEAST(lode_gp_info, evaluations));
    return LODE_OK;
  });
}

lode_status lode_gp_hyperparameters(const lode_gp* gp, double* buffer, size_t capacity, size_t* needed,
                                    lode_error* error) {
  return guarded(error, [&] {
    const surrogate::Hyperparameters& h = required(gp, "gp").model.hyperparameters();
    const std::size_t count = h.lengthscales.size() + 3;
    if (needed != nullptr) *needed = count;
    if (buffer == nullptr && capacity == 0) {
      required(needed, "needed");
      return LODE_OK;
    }
    required(buffer, "buffer");
    if (capacity < count)
      throw Error(Code::buffer, "buffer: capacity " + std::to_string(capacity) + " given; " +
                                    std::to_string(count) + " doubles are needed");
    std::copy(h.lengthscales.begin(), h.lengthscales.end(), buffer);
    buffer[count - 3] = h.signal;
    buffer[count - 2] = h.noise;
    buffer[count - 1] = h.mean;
    return LODE_OK;
  });
}

lode_status lode_gp_predict(const lode_gp* gp, size_t m, const double* x, double* mean, double* deviation,
                            lode_error* error) {
  return guarded(error, [&] {
    const surrogate::Prediction at = predict(gp, m, x, false);
    copy_to(mean, at.mean);
    copy_to(deviation, at.deviation);
    return LODE_OK;
  });
}

lode_status lode_gp_predict_gradient(const lode_gp* gp, size_t m, const double* x, double* mean_gradient,
                                     double* deviation_gradient, lode_error* error) {
  return guarded(error, [&] {
    const surrogate::Prediction at = predict(gp, m, x, true);
    copy_to(mean_gradient, at.mean_gradient);
    copy_to(deviation_gradient, at.deviation_gradient);
    return LODE_OK;
  });
}

lode_status lode_gp_covariance(const lode_gp* gp, size_t m, const double* x, double* covariance,
                               lode_error* error) {
  return guarded(error, [&] {
    const Model& model = required(gp, "gp").model;
    check_at_most("m", m, most_joint);
    if (m > 0) required(covariance, "covariance");
    copy_to(covariance, model.covariance(points_at(model, m, x)));
    return LODE_OK;
  });
}

lode_status lode_gp_sample(const lode_gp* gp, size_t m, const double* x, size_t count, uint64_t seed,
                           double* samples, lode_error* error) {
  return guarded(error, [&] {
    const Model& model = required(gp, "gp").model;
    check_at_most("m", m, most_joint);
    const auto points = points_at(model, m, x);
    if (m > 0) check_at_most("count", count, most_samples / m);
    if (m > 0 && count > 0) required(samples, "samples");
    copy_to(samples, model.sample(points, count, seed));
    return LODE_OK;
  });
}

lode_status lode_gp_acquire(const lode_gp* gp, const lode_acquisition* acquisition, size_t m, const double* x,
                            double* values, double* gradients, lode_error* error) {
  return guarded(error, [&] {
    const Model& model = required(gp, "gp").model;
    const acquisition::Choice choice = choice_of(acquisition);
    const auto points = points_at(model, m, x);
    if (m > 0) required(values, "values");
    const acquisition::Scores scores = acquisition::evaluate(model, choice, points, gradients != nullptr);
    copy_to(values, scores.values);
    copy_to(gradients, scores.gradients);
    return LODE_OK;
  });
}

lode_status lode_gp_propose(const lode_gp* gp, const lode_acquisition* acquisition, const double* lower,
                            const double* upper, size_t q, uint64_t seed, double* x, lode_error* error) {
  return guarded(error, [&] {
    const Model& model = required(gp, "gp").model;
    const acquisition::Choice choice = choice_of(acquisition);
    check_at_most("q", q, most_proposals);
    if (q > 0) required(x, "x");
    const auto bounds = [&](const double* given) {
      return std::span<const double>(given, given == nullptr ? 0 : model.columns());
    };
    copy_to(x, acquisition::propose(model, choice, bounds(lower), bounds(upper), q, seed));
    return LODE_OK;
  });
}

lode_status lode_gp_choose(const lode_gp* gp, const lode_acquisition* acquisition, size_t m,
                           const double* candidates, size_t q, size_t* indices, lode_error* error) {
  return guarded(error, [&] {
    const Model& model = required(gp, "gp").model;
    const acquisition::Choice choice = choice_of(acquisition);
    check_at_most("q", q, most_proposals);
    if (q > 0) required(indices, "indices");
    const auto chosen = acquisition::choose(model, choice, points_at(model, m, candidates, "candidates"), q);
    std::copy(chosen.begin(), chosen.end(), indices);
    return LODE_OK;
  });
}
