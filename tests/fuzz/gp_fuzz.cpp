// Input: a table of observations (gp_table.h), then calls of the model level of lode.h with their arguments:
// see gp.h. Whatever is asked, the answer is a status with a text, outputs stay as they were on error, and
// what lode.h says of a result holds. Here: how models are made.

#include <cfloat>
#include <cmath>

#include "fuzz/arguments.h"
#include "fuzz/gp.h"

namespace lode::fuzz {

namespace {

constexpr std::size_t most_models = 4;

}  // namespace

GpMachine::GpMachine(const std::uint8_t* data, std::size_t size)
    : in_(data, size), context_(make_context()), table_(in_) {}

/// There is mostly a model to begin with.
void GpMachine::run() {
  if (in_.index(2) == 0) {
    fit();
  } else {
    create();
  }
  for (int calls = 0; !in_.empty() && calls < 40; ++calls)
    (this->*instructions()[in_.index(instructions().size())])();
}

const std::vector<GpMachine::Instruction>& GpMachine::instructions() {
  static const std::vector<Instruction> all = {
      &GpMachine::fit,        &GpMachine::create,      &GpMachine::append,           &GpMachine::release,
      &GpMachine::make_again, &GpMachine::predict,     &GpMachine::predict_gradient, &GpMachine::covariance,
      &GpMachine::sample,     &GpMachine::acquire,     &GpMachine::propose,          &GpMachine::choose,
      &GpMachine::too_many,   &GpMachine::information,
  };
  return all;
}

// Arguments.

/// Of what `seen` has; borrowed.
lode_gp_data GpMachine::data(const Made& seen) {
  lode_gp_data data = LODE_GP_DATA_INIT;
  data.struct_size = size_of_struct(in_, sizeof data);
  const std::size_t odd = in_.index(64);
  data.reserved = odd == 63;
  data.columns = odd == 62 ? nullptr : table_.column_array();
  data.column_count = table_.columns();
  data.row_count = seen.y.size();
  data.x = odd == 61 ? nullptr : seen.x.data();
  data.y = odd == 60 ? nullptr : seen.y.data();
  data.noise_variances = seen.noise.empty() ? nullptr : seen.noise.data();
  return data;
}

/// Mostly all rows of the table.
GpMachine::Made GpMachine::first_rows() {
  const std::size_t fewer = in_.byte();
  const std::size_t rows = fewer < 128 ? table_.rows() : fewer % (table_.rows() + 1);
  Made seen;
  seen.x = table_.x(rows);
  seen.y = table_.y(rows);
  seen.noise = table_.noise(rows);
  seen.plain = table_.plain();
  return seen;
}

std::vector<double> GpMachine::given_hyperparameters(bool& plain) {
  static const double lengthscales[] = {0.3, 1, 0.1, 3, 0.5, 10, 1e-10, 1e10};
  static const double signals[] = {1, 2, 0.5, 10, 1e-300, 1e300, DBL_MIN, DBL_MAX};
  static const double noises[] = {0.1, 0.05, 0.5, 1, 0, 1e-9, 1e99, 1e-300};
  static const double means[] = {0, 1, -1, 0.5, 1e300, -1e300, 1e-300, DBL_MAX};
  std::vector<double> all;
  const auto add = [&](const double* from, std::size_t ordinary) {
    const std::size_t i = in_.index(64);
    if (i >= 40) plain = false;
    all.push_back(i < 40 ? from[i % ordinary] : i < 60 ? from[i % 8] : number(in_));
  };
  for (std::size_t c = 0; c < table_.columns(); ++c) add(lengthscales, 6);
  add(signals, 4);
  add(noises, 4);
  add(means, 4);
  return all;
}

/// A fit that is quick.
Options GpMachine::fit_options() {
  Options options = make_options();
  const auto set = [&](const char* name, std::int64_t value) {
    LODE_MUST(lode_options_set_integer(options.get(), name, value, nullptr) == LODE_OK);
  };
  set("gp.restarts", static_cast<std::int64_t>(in_.index(2)));
  set("gp.iterations", static_cast<std::int64_t>(1 + in_.index(8)));
  set("gp.seed", in_.byte());
  return options;
}

/// The points, then up to 31 that are each like one of them.
Points GpMachine::with_repeats(Points points) {
  const std::size_t first = points.count, d = table_.columns();
  for (std::size_t more = first == 0 ? 0 : in_.index(32); more > 0; --more, ++points.count) {
    const std::size_t row = in_.index(first);
    for (std::size_t c = 0; c < d; ++c) points.x.push_back(points.x[row * d + c]);
  }
  return points;
}

/// One of the models, or one whose handle is NULL.
const GpMachine::Made& GpMachine::pick() {
  const std::size_t i = in_.byte();
  return made_.empty() || i >= 250 ? none_ : made_[i % made_.size()];
}

/// What every call promises; the model level knows no studies and no stores.
lode_status GpMachine::check(lode_status status) {
  LODE_MUST_SAY(status == LODE_OK || status == LODE_E_ARGUMENT || status == LODE_E_NUMERIC ||
                    status == LODE_E_UNSUPPORTED || status == LODE_E_BUFFER,
                error_.message);
  return answered(status, error_);
}

// Models.

void GpMachine::keep(lode_status status, lode_gp* made, Made seen) {
  LODE_MUST((status == LODE_OK) == (made != nullptr));
  if (made == nullptr) return;
  seen.gp.reset(made);
  seen.hyperparameters.assign(table_.columns() + 3, 0.0);
  std::size_t needed = 0;
  LODE_MUST(lode_gp_hyperparameters(made, seen.hyperparameters.data(), seen.hyperparameters.size(), &needed,
                                    nullptr) == LODE_OK);
  LODE_MUST(needed == seen.hyperparameters.size());
  check_info(seen);
  if (seen.fitted && !seen.appended) check_fit(seen);
  if (made_.size() == most_models) made_.erase(made_.begin());
  made_.push_back(std::move(seen));
}

void GpMachine::check_info(const Made& made) {
  lode_gp_info info = LODE_GP_INFO_INIT;
  LODE_MUST(lode_gp_get_info(made.gp.get(), &info, nullptr) == LODE_OK);
  LODE_MUST(info.fitted == (made.fitted ? 1 : 0));
  LODE_MUST(info.row_count == made.y.size() && info.column_count == table_.columns());
  LODE_MUST(std::isfinite(info.log_marginal_likelihood));
  LODE_MUST(!made.y.empty() || info.log_marginal_likelihood == 0);
  LODE_MUST(info.jitter == 0 || (info.jitter >= 1e-9 && info.jitter <= 1e-4));
  LODE_MUST(made.fitted || info.evaluations == 0);
}

/// Priors and scales, as lode_gp_fit tells them.
void GpMachine::check_fit(const Made& made) {
  const std::vector<double>& h = made.hyperparameters;
  const std::size_t d = table_.columns();
  for (std::size_t c = 0; c < d; ++c) LODE_MUST(h[c] >= 0.025 * (1 - 1e-9) && h[c] <= 100 * (1 + 1e-9));
  LODE_MUST(made.signal() > 0 && std::isfinite(made.signal()) && std::isfinite(h[d + 2]));
  const double noise = made.deviation_of_noise();
  LODE_MUST(noise >= 0.01 * made.signal() * (1 - 1e-9) - 5e-324 && noise <= made.signal() * (1 + 1e-9));
  if (made.y.empty()) LODE_MUST(made.signal() == 1 && h[d + 2] == 0);
  const bool equal = std::all_of(made.y.begin(), made.y.end(), [&](double y) { return y == made.y.front(); });
  if (made.y.empty() || !equal) return;
  const double size = std::fabs(made.y.front());
  LODE_MUST(made.signal() == (size == 0 ? 1 : std::max(size, DBL_MIN)));
}

void GpMachine::fit() {
  if (fits_left_-- <= 0) return;
  Made seen = first_rows();
  seen.fitted = true;
  const bool usual = in_.index(16) != 15;
  const Options options = fit_options();
  lode_gp_data given = data(seen);
  if (usual) given.struct_size = sizeof given;
  const bool complete = given.struct_size == sizeof given && given.reserved == 0 &&
                        given.columns != nullptr &&
                        (given.row_count == 0 || (given.x != nullptr && given.y != nullptr));
  lode_context* context = in_.index(32) == 31 ? nullptr : context_.get();
  lode_gp* made = nullptr;
  const lode_status status = check(lode_gp_fit(context, &given, options.get(), &made, &error_));
  if (complete && context != nullptr && table_.valid() && seen.noise.empty())
    LODE_MUST_SAY(status == LODE_OK || status == LODE_E_NUMERIC, error_.message);
  if (complete && context != nullptr && seen.plain) LODE_MUST_SAY(status == LODE_OK, error_.message);
  keep(status, made, std::move(seen));
}

void GpMachine::create() {
  Made seen = first_rows();
  const std::vector<double> h = given_hyperparameters(seen.plain);
  const lode_gp_data given = data(seen);
  const std::size_t odd = in_.index(32);
  lode_gp* made = nullptr;
  const lode_status status =
      check(lode_gp_create(odd == 31 ? nullptr : context_.get(), &given, odd == 30 ? nullptr : h.data(),
                           odd == 29 ? h.size() + 1 : h.size(), odd == 28 ? nullptr : &made, &error_));
  if (odd >= 28) LODE_MUST(status < 0);
  keep(status, made, std::move(seen));
  if (status == LODE_OK) LODE_MUST(made_.back().hyperparameters == h);
}

void GpMachine::append() {
  const Made& from = pick();
  Made seen{nullptr, from.x, from.y, from.noise, {}, from.fitted, true, from.plain};
  std::vector<double> x;
  for (std::size_t c = 0; c < table_.columns(); ++c) x.push_back(table_.value(in_, c));
  const std::size_t how = in_.byte();
  const double y = how < 240 ? (static_cast<double>(how) - 120) / 40 : number(in_);
  const double noise = in_.index(8) < 6 ? 0 : in_.index(2) == 0 ? 0.25 : number(in_);
  const bool valid = table_.holds_all(x) && std::isfinite(y) && std::isfinite(noise) && noise >= 0;
  const double* given = in_.index(32) == 31 ? nullptr : x.data();
  lode_gp* made = nullptr;
  const lode_status status = check(lode_gp_append(from.gp.get(), given, y, noise, &made, &error_));
  if (!valid || given == nullptr || from.gp == nullptr) LODE_MUST(status == LODE_E_ARGUMENT);
  seen.x.insert(seen.x.end(), x.begin(), x.end());
  seen.y.push_back(y);
  if (noise > 0) seen.noise.resize(from.y.size(), 0.0);
  if (noise > 0 || !seen.noise.empty()) seen.noise.push_back(noise);
  seen.plain = seen.plain && how < 240 && noise <= 10;
  if (seen.plain && valid && given != nullptr) LODE_MUST_SAY(status == LODE_OK, error_.message);
  keep(status, made, std::move(seen));
}

void GpMachine::release() {
  if (!made_.empty()) made_.erase(made_.begin() + static_cast<std::ptrdiff_t>(in_.index(made_.size())));
}

void GpMachine::information() {
  const Made& made = pick();
  lode_gp_info info = LODE_GP_INFO_INIT;
  info.struct_size = size_of_struct(in_, sizeof info);
  const bool right = info.struct_size == sizeof info && made.gp != nullptr;
  const lode_status status = check(lode_gp_get_info(made.gp.get(), &info, &error_));
  LODE_MUST((status == LODE_OK) == right && (right || info.row_count == 0));
  Output buffer(in_.index(table_.columns() + 6));
  std::size_t needed = 77;
  const std::size_t capacity = buffer.values().size();
  const lode_status read = check(lode_gp_hyperparameters(made.gp.get(), capacity == 0 ? nullptr : buffer.at(),
                                                         capacity, &needed, &error_));
  LODE_MUST(needed == (made.gp == nullptr ? 77 : table_.columns() + 3));
  if (made.gp == nullptr) LODE_MUST(read == LODE_E_ARGUMENT);
  if (made.gp != nullptr && capacity > 0) LODE_MUST(read == (capacity < needed ? LODE_E_BUFFER : LODE_OK));
  if (read != LODE_OK) buffer.check(read);
}

// What is handed out makes the same model.

void GpMachine::make_again() {
  const Made& made = pick();
  if (made.gp == nullptr) return;
  lode_gp_data given = LODE_GP_DATA_INIT;
  given.columns = table_.column_array();
  given.column_count = table_.columns();
  given.row_count = made.y.size();
  given.x = made.x.data();
  given.y = made.y.data();
  given.noise_variances = made.noise.empty() ? nullptr : made.noise.data();
  lode_gp* made_again = nullptr;
  const lode_status status = check(lode_gp_create(context_.get(), &given, made.hyperparameters.data(),
                                                  made.hyperparameters.size(), &made_again, &error_));
  const Gp again(made_again);
  if (!made.appended) {
    LODE_MUST_SAY(status == LODE_OK, error_.message);
    same_predictions(made, again.get());
  } else if (made.plain) {
    LODE_MUST_SAY(status == LODE_OK, error_.message);
    close_predictions(made, again.get());
  }
}

void GpMachine::same_predictions(const Made& made, const lode_gp* again) {
  const Points points = table_.points(in_, 4);
  Output mean(points.count), deviation(points.count), other_mean(points.count), other_deviation(points.count);
  const lode_status status = check(
      lode_gp_predict(made.gp.get(), points.count, points.x.data(), mean.at(), deviation.at(), &error_));
  LODE_MUST(status == check(lode_gp_predict(again, points.count, points.x.data(), other_mean.at(),
                                            other_deviation.at(), &error_)));
  LODE_MUST(mean.same(other_mean) && deviation.same(other_deviation));
}

/// An appended observation is as good as one that was there from the beginning.
void GpMachine::close_predictions(const Made& made, const lode_gp* again) {
  const Points points = table_.points(in_, 4);
  Output mean(points.count), deviation(points.count), other_mean(points.count), other_deviation(points.count);
  if (!points.valid) return;
  LODE_MUST(lode_gp_predict(made.gp.get(), points.count, points.x.data(), mean.at(), deviation.at(),
                            nullptr) == LODE_OK);
  LODE_MUST(lode_gp_predict(again, points.count, points.x.data(), other_mean.at(), other_deviation.at(),
                            nullptr) == LODE_OK);
  for (std::size_t i = 0; i < points.count; ++i) {
    LODE_MUST(std::fabs(mean[i] - other_mean[i]) < 1e-6 * (1 + made.signal()));
    LODE_MUST(std::fabs(deviation[i] - other_deviation[i]) < 1e-6 * (1 + made.signal()));
  }
}

}  // namespace lode::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lode::fuzz::GpMachine(data, size).run();
  return 0;
}
