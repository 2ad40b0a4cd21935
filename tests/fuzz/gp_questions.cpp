// What the models of gp_fuzz.cpp say of f: predictions, their slopes, covariances and samples.

#include <cmath>
#include <utility>

#include "fuzz/gp.h"

namespace lode::fuzz {

/// Whether there is an answer to look at. What is wrong with the arguments is LODE_E_ARGUMENT; else there is
/// one, unless the numbers are extreme.
bool GpMachine::answered_as(const Made& made, bool arguments_valid, lode_status status) {
  LODE_MUST_SAY((status == LODE_E_ARGUMENT) == (!arguments_valid || made.gp == nullptr), error_.message);
  if (arguments_valid && made.plain) LODE_MUST_SAY(status == LODE_OK, error_.message);
  return status == LODE_OK;
}

void GpMachine::predict() {
  const Made& made = pick();
  const Points points = table_.points(in_, 6);
  Output mean(points.count, in_.index(8) != 7), deviation(points.count, in_.index(8) != 7);
  const double* x = in_.index(32) == 31 ? nullptr : points.x.data();
  const lode_status status =
      check(lode_gp_predict(made.gp.get(), points.count, x, mean.at(), deviation.at(), &error_));
  mean.check(status);
  deviation.check(status);
  if (!answered_as(made, points.valid && (x != nullptr || points.count == 0), status)) return;
  for (std::size_t i = 0; deviation.given() && i < points.count; ++i) {
    LODE_MUST(deviation[i] >= 1e-6 * made.signal() * (1 - 1e-12) - 5e-324);
    LODE_MUST(deviation[i] <= made.signal());  // the prior's
  }
}

void GpMachine::predict_gradient() {
  const Made& made = pick();
  const Points points = table_.points(in_, 4);
  const std::size_t d = table_.columns();
  Output mean(points.x.size(), in_.index(8) != 7), deviation(points.x.size(), in_.index(8) != 7);
  const lode_status status = check(lode_gp_predict_gradient(made.gp.get(), points.count, points.x.data(),
                                                            mean.at(), deviation.at(), &error_));
  mean.check(status);
  deviation.check(status);
  if (!answered_as(made, points.valid, status)) return;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    const lode_column& column = table_.column(i % d);
    if (column.kind != LODE_COLUMN_CATEGORY && column.low < column.high) continue;
    LODE_MUST(!mean.given() || mean[i] == 0);
    LODE_MUST(!deviation.given() || deviation[i] == 0);
  }
}

void GpMachine::covariance() {
  const Made& made = pick();
  const Points points = table_.points(in_, 5);
  Output covariance(points.count * points.count, in_.index(16) != 15);
  const lode_status status =
      check(lode_gp_covariance(made.gp.get(), points.count, points.x.data(), covariance.at(), &error_));
  covariance.check(status);
  const bool valid = points.valid && (covariance.at() != nullptr || points.count == 0);
  if (answered_as(made, valid, status)) check_covariance(made, points, covariance);
}

void GpMachine::check_covariance(const Made& made, const Points& points, const Output& covariance) {
  const std::size_t m = points.count;
  const double variance = made.signal() * made.signal();
  Output deviation(m);
  LODE_MUST(check(lode_gp_predict(made.gp.get(), m, points.x.data(), nullptr, deviation.at(), &error_)) ==
                LODE_OK ||
            !made.plain);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < i; ++j) LODE_MUST(covariance[i * m + j] == covariance[j * m + i]);
    LODE_MUST(covariance[i * m + i] >= 0);
    if (made.plain)
      LODE_MUST(std::fabs(covariance[i * m + i] - deviation[i] * deviation[i]) <= 1e-6 * variance);
  }
}

void GpMachine::sample() {
  const Made& made = pick();
  const Points points = with_repeats(table_.points(in_, 4));
  const std::size_t count = in_.index(24), fewer = in_.index(count + 1);
  const std::uint64_t seed = in_.byte();
  Output all(count * points.count, in_.index(16) != 15), first(fewer * points.count);
  const auto draw = [&](std::size_t k, Output& out) {
    return check(lode_gp_sample(made.gp.get(), points.count, points.x.data(), k, seed, out.at(), &error_));
  };
  const lode_status status = draw(count, all);
  all.check(status);
  const bool needed = all.given() || all.values().empty();
  if (!answered_as(made, points.valid && needed, status)) return;
  const lode_status again = draw(fewer, first);
  first.check(again);
  LODE_MUST(again == LODE_OK);
  for (std::size_t i = 0; all.given() && i < first.values().size(); ++i) LODE_MUST(first[i] == all[i]);
}

/// Counts past what is accepted are refused before anything is read or taken.
void GpMachine::too_many() {
  static const std::size_t past_points[] = {100000001, std::size_t{1} << 32, SIZE_MAX};
  static const std::size_t past_joint[] = {10001, 100000000, SIZE_MAX};
  const Made& made = pick();
  const lode_gp* gp = made.gp.get();
  const std::size_t points = past_points[in_.index(3)], joint = past_joint[in_.index(3)];
  const Points one = table_.points(in_, 1);
  const double* x = one.x.data();
  Output out(table_.columns());
  std::size_t index = 77;
  const auto refused = [&](lode_status status) { LODE_MUST(check(status) == LODE_E_ARGUMENT); };
  refused(lode_gp_predict(gp, points, x, out.at(), nullptr, &error_));
  refused(lode_gp_predict_gradient(gp, points, x, nullptr, out.at(), &error_));
  refused(lode_gp_covariance(gp, joint, x, out.at(), &error_));
  refused(lode_gp_sample(gp, joint, x, 1, 0, out.at(), &error_));
  if (one.count == 1) refused(lode_gp_sample(gp, 1, x, 1000000001, 0, out.at(), &error_));
  if (one.count == 1) refused(lode_gp_sample(gp, 1, x, SIZE_MAX, 0, out.at(), &error_));
  refused(lode_gp_acquire(gp, nullptr, points, x, out.at(), nullptr, &error_));
  refused(lode_gp_propose(gp, nullptr, nullptr, nullptr, joint, 0, out.at(), &error_));
  refused(lode_gp_choose(gp, nullptr, points, x, 1, &index, &error_));
  refused(lode_gp_choose(gp, nullptr, one.count, x, joint, &index, &error_));
  refused(lode_gp_choose(gp, nullptr, one.count, x, one.count + 1, &index, &error_));
  lode_gp_data data = LODE_GP_DATA_INIT;
  data.columns = table_.column_array();
  data.column_count = in_.index(2) == 0 ? joint : 0;
  lode_gp* none = nullptr;
  refused(lode_gp_fit(context_.get(), &data, nullptr, &none, &error_));
  data.column_count = table_.columns();
  data.row_count = std::max<std::size_t>(40001, joint);
  data.x = data.y = x;
  const lode_status rows = check(lode_gp_fit(context_.get(), &data, nullptr, &none, &error_));
  LODE_MUST(rows == LODE_E_ARGUMENT || rows == LODE_E_UNSUPPORTED);
  out.check(LODE_E_ARGUMENT);
  LODE_MUST(index == 77 && none == nullptr);
}

}  // namespace lode::fuzz
