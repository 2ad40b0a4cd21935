// Where the models of gp_fuzz.cpp would look next: acquisition functions, and the best points of a box or a
// list.

#include <algorithm>
#include <cmath>
#include <limits>

#include "fuzz/arguments.h"
#include "fuzz/gp.h"

namespace lode::fuzz {

namespace {

bool valid(const lode_acquisition& a) {
  return a.struct_size == sizeof a && a.kind >= LODE_ACQUISITION_EI && a.kind <= LODE_ACQUISITION_THOMPSON &&
         (a.goal == LODE_MINIMIZE || a.goal == LODE_MAXIMIZE) && (a.has_best == 0 || std::isfinite(a.best)) &&
         a.beta >= 0 && a.beta <= 1e100;
}

bool needs_best(const lode_acquisition& a) { return a.kind <= LODE_ACQUISITION_PI; }

/// Nothing in it that an ordinary model could not answer.
bool plain(const lode_acquisition& a) {
  return valid(a) && a.beta <= 10 && (a.has_best == 0 || std::fabs(a.best) <= 10);
}

}  // namespace

/// \param draws what the call would take of draws_left_, if it is THOMPSON; where there is no time for them,
/// MEAN.
lode_acquisition GpMachine::acquisition(std::size_t draws) {
  lode_acquisition a = LODE_ACQUISITION_INIT;
  a.struct_size = size_of_struct(in_, sizeof a);
  const std::uint8_t kind = in_.byte();
  a.kind = kind < 252 ? kind % 7 : kind - 253;
  a.goal = in_.byte() < 250 ? in_.byte() % 2 : in_.byte() - 128;
  a.has_best = in_.index(3) == 2;
  a.best = in_.index(2) == 0 ? in_.byte() / 64.0 - 2 : number(in_);
  if (in_.index(4) == 3) a.beta = number(in_);
  a.seed = in_.byte();
  if (a.kind != LODE_ACQUISITION_THOMPSON) return a;
  if (table_.small() && draws <= draws_left_) {
    draws_left_ -= draws;
  } else {
    a.kind = LODE_ACQUISITION_MEAN;
  }
  return a;
}

void GpMachine::acquire() {
  const Made& made = pick();
  const Points points = table_.points(in_, 6);
  const lode_acquisition a = acquisition(1);
  Output values(points.count), gradients(points.x.size(), in_.index(2) == 1);
  const lode_status status = check(lode_gp_acquire(made.gp.get(), &a, points.count, points.x.data(),
                                                   values.at(), gradients.at(), &error_));
  values.check(status, a.kind == LODE_ACQUISITION_LOG_EI);
  gradients.check(status);
  if (!valid(a) || !points.valid || made.gp == nullptr) LODE_MUST(status == LODE_E_ARGUMENT);
  const bool best_known = a.has_best || !made.y.empty() || !needs_best(a);
  if (made.plain && plain(a) && points.valid)
    LODE_MUST_SAY(status == (best_known ? LODE_OK : LODE_E_ARGUMENT), error_.message);
  if (status == LODE_OK) check_values(made, a, points, values);
}

/// What the kinds have to do with each other, and with the prediction.
void GpMachine::check_values(const Made& made, const lode_acquisition& a, const Points& points,
                             const Output& values) {
  const std::size_t m = points.count;
  Output mean(m), deviation(m), ei(m);
  if (check(lode_gp_predict(made.gp.get(), m, points.x.data(), mean.at(), deviation.at(), &error_)) !=
      LODE_OK)
    return;
  lode_acquisition other = a;
  other.kind = LODE_ACQUISITION_EI;
  const bool has_ei =
      a.kind == LODE_ACQUISITION_LOG_EI &&
      check(lode_gp_acquire(made.gp.get(), &other, m, points.x.data(), ei.at(), nullptr, &error_)) == LODE_OK;
  const double sign = a.goal == LODE_MAXIMIZE ? 1 : -1;
  for (std::size_t i = 0; i < m; ++i) {
    const double v = values[i];
    if (a.kind == LODE_ACQUISITION_EI) LODE_MUST(v >= 0);
    if (a.kind == LODE_ACQUISITION_PI) LODE_MUST(v >= 0 && v <= 1);
    if (a.kind == LODE_ACQUISITION_MEAN) LODE_MUST(v == sign * mean[i]);
    if (a.kind == LODE_ACQUISITION_DEVIATION) LODE_MUST(v == deviation[i]);
    if (a.kind == LODE_ACQUISITION_UCB && made.plain && a.beta <= 10)
      LODE_MUST(std::fabs(v - (sign * mean[i] + a.beta * deviation[i])) < 1e-9 * (1 + made.signal()));
    if (has_ei && ei[i] > 1e-290 && ei[i] < 1e290)
      LODE_MUST(std::fabs(v - std::log(ei[i])) < 1e-6 * (1 + std::fabs(v)));
  }
}

/// Empty (NULL), or a bound per column.
std::vector<double> GpMachine::bounds(bool& valid) {
  std::vector<double> bounds;
  if (in_.index(2) == 0) return bounds;
  for (std::size_t c = 0; c < table_.columns(); ++c) bounds.push_back(table_.value(in_, c));
  valid = valid && table_.holds_all(bounds);
  return bounds;
}

/// How many different points a box holds, as far as that is not for doubles to say.
double GpMachine::room(const std::vector<double>& lower, const std::vector<double>& upper) const {
  double count = 1;
  for (std::size_t c = 0; c < table_.columns(); ++c) {
    const lode_column& column = table_.column(c);
    const double low = lower.empty() ? column.low : lower[c], high = upper.empty() ? column.high : upper[c];
    if (column.kind != LODE_COLUMN_REAL) count *= high - low + 1;
    if (column.kind == LODE_COLUMN_REAL && low < high) return std::numeric_limits<double>::infinity();
  }
  return count;
}

void GpMachine::propose() {
  if (searches_left_-- <= 0 || !table_.small()) return;
  const Made& made = pick();
  const std::size_t q = in_.index(5);
  bool valid_box = true;
  std::vector<double> lower = bounds(valid_box), upper = bounds(valid_box);
  for (std::size_t c = 0; c < lower.size() && c < upper.size() && in_.index(4) != 3; ++c)
    if (lower[c] > upper[c]) std::swap(lower[c], upper[c]);
  for (std::size_t c = 0; c < lower.size() && c < upper.size(); ++c) valid_box &= lower[c] <= upper[c];
  const lode_acquisition a = acquisition(2 * q);
  const std::uint64_t seed = in_.byte();
  const auto find = [&](Output& rows) {
    return check(lode_gp_propose(made.gp.get(), &a, lower.empty() ? nullptr : lower.data(),
                                 upper.empty() ? nullptr : upper.data(), q, seed, rows.at(), &error_));
  };
  Output rows(q * table_.columns());
  const lode_status status = find(rows);
  rows.check(status);
  if (!valid(a) || !valid_box || made.gp == nullptr) LODE_MUST(status == LODE_E_ARGUMENT);
  if (status == LODE_OK) check_proposals(made, q, rows, lower, upper);
  const bool best_known = a.has_best || !made.y.empty() || !needs_best(a) || q == 0;
  if (made.plain && plain(a) && valid_box && best_known) {
    const bool fits = static_cast<double>(q) <= room(lower, upper);
    LODE_MUST_SAY(status == (fits ? LODE_OK : LODE_E_ARGUMENT), error_.message);
  }
  if (in_.index(4) != 3 || a.kind == LODE_ACQUISITION_THOMPSON) return;  // that takes too long to see twice
  Output again(rows.values().size());
  LODE_MUST(find(again) == status && rows.same(again));
}

void GpMachine::check_proposals(const Made& made, std::size_t q, const Output& rows,
                                const std::vector<double>& lower, const std::vector<double>& upper) {
  const std::size_t d = table_.columns();
  LODE_MUST(made.gp != nullptr && static_cast<double>(q) <= room(lower, upper));
  LODE_MUST(table_.holds_all(rows.values()));
  for (std::size_t i = 0; i < q; ++i) {
    for (std::size_t c = 0; c < d; ++c) {
      LODE_MUST(lower.empty() || rows[i * d + c] >= lower[c]);
      LODE_MUST(upper.empty() || rows[i * d + c] <= upper[c]);
    }
    const double* row = rows.values().data() + i * d;
    for (std::size_t j = 0; j < i; ++j) LODE_MUST(!std::equal(row, row + d, rows.values().data() + j * d));
  }
}

void GpMachine::choose() {
  if (searches_left_-- <= 0) return;
  const Made& made = pick();
  const Points points = with_repeats(table_.points(in_, 8));
  const std::size_t q = in_.index(6);
  const lode_acquisition a = acquisition(q + 1);
  const bool usual = in_.index(8) == 7;
  std::vector<std::size_t> chosen(q, 77777);
  const lode_status status = check(lode_gp_choose(made.gp.get(), usual ? nullptr : &a, points.count,
                                                  points.x.data(), q, chosen.data(), &error_));
  if ((!usual && !valid(a)) || !points.valid || q > points.count || made.gp == nullptr)
    LODE_MUST(status == LODE_E_ARGUMENT);
  const bool best_known = !made.y.empty() || q == 0;
  if (made.plain && (usual || plain(a)) && points.valid && q <= points.count && best_known)
    LODE_MUST_SAY(status == LODE_OK, error_.message);
  if (status == LODE_OK) {
    check_chosen(made, usual ? nullptr : &a, points, chosen);
  } else {
    for (const std::size_t index : chosen) LODE_MUST(index == 77777);
  }
}

void GpMachine::check_chosen(const Made& made, const lode_acquisition* a, const Points& points,
                             const std::vector<std::size_t>& chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    LODE_MUST(chosen[i] < points.count);
    const auto earlier = [&](std::size_t index) {
      return std::find(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(i), index) !=
             chosen.begin() + static_cast<std::ptrdiff_t>(i);
    };
    LODE_MUST(!earlier(chosen[i]));
    for (std::size_t j = 0; j < chosen[i]; ++j) LODE_MUST(!points.same(j, chosen[i]) || earlier(j));
  }
  Output values(points.count);
  if (chosen.empty() || check(lode_gp_acquire(made.gp.get(), a, points.count, points.x.data(), values.at(),
                                              nullptr, &error_)) != LODE_OK)
    return;
  for (const double value : values.values()) LODE_MUST(values[chosen.front()] >= value);
}

}  // namespace lode::fuzz
