#include "acquisition/propose.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>

#include "acquisition/box.h"
#include "acquisition/maximise.h"
#include "acquisition/near.h"
#include "base/error.h"
#include "base/text.h"
#include "space/levels.h"

namespace lode::acquisition {
namespace {

constexpr std::size_t most_best = 5;  // observations that the search starts around

/// What has been proposed so far.
class Proposed {
 public:
  explicit Proposed(const Box& box) : box_(box), finite_(std::isfinite(box.space().cardinality())) {}

  void add(std::span<const double> unit) {
    const std::vector<double> row = box_.row_at(unit);
    units_.insert(units_.end(), unit.begin(), unit.end());
    rows_.insert(rows_.end(), row.begin(), row.end());
  }
  /// Whether `unit` is one of them, or where reals are free, as good as one.
  bool has(std::span<const double> unit) const {
    return near_any(rows_, box_.row_at(unit), 0) || (!finite_ && near_any(units_, unit, nearest_real));
  }
  const std::vector<double>& rows() const { return rows_; }
  std::size_t count() const { return rows_.size() / box_.space().size(); }

 private:
  const Box& box_;
  bool finite_;
  std::vector<double> units_, rows_;  ///< k x d: the box's cube, natural units
};

/// A model that believes its own mean at the points proposed so far, as if they had been appended, and what
/// is the best then.
class Believer {
 public:
  Believer(const surrogate::Model& model, const Choice& choice)
      : model_(model), choice_(choice), best_given_(choice.best.has_value()) {}

  std::unique_ptr<Acquisition> acquisition(std::uint64_t stream) const {
    return make_acquisition(model_, choice_, stream);
  }

  /// \param unit of the unit cube of the model's columns. Draws of thompson differ by themselves.
  void believe(std::span<const double> unit) {
    if (choice_.kind == Kind::thompson) return;
    const double mean = model_.scale().from_model(model_.gp().posterior(unit).mean.front());
    model_ = model_.believe(unit);
    if (best_given_ || !std::isfinite(mean)) return;
    const double best = best_of(model_, choice_).value_or(mean);
    choice_.best = choice_.maximised ? std::max(best, mean) : std::min(best, mean);
  }

 private:
  surrogate::Model model_;
  Choice choice_;
  bool best_given_;
};

/// The best observations in the box, best first, in its cube.
std::vector<double> best_units(const surrogate::Model& model, const Choice& choice, const Box& box) {
  const std::size_t d = model.columns();
  const auto row = [&](std::size_t i) { return std::span(model.rows()).subspan(i * d, d); };
  std::vector<std::size_t> inside;
  for (std::size_t i = 0; i < model.size(); ++i) {
    if (box.holds(row(i))) inside.push_back(i);
  }
  std::stable_sort(inside.begin(), inside.end(), [&](std::size_t a, std::size_t b) {
    return choice.maximised ? model.y()[a] > model.y()[b] : model.y()[a] < model.y()[b];
  });
  inside.resize(std::min(inside.size(), most_best));
  std::vector<double> units;
  for (const std::size_t i : inside) {
    const std::vector<double> unit = box.unit_of(row(i));
    units.insert(units.end(), unit.begin(), unit.end());
  }
  return units;
}

/// The first configuration of a finite box that has not been proposed.
std::vector<double> first_new(const Box& box, const Proposed& proposed, std::size_t q) {
  if (!std::isfinite(box.space().cardinality()))
    throw Error(Code::numeric, "q: " + std::to_string(q) + " given; the search found only " +
                                   std::to_string(proposed.count()) + " different points in the box");
  for (std::uint64_t i = 0;; ++i) {
    std::vector<double> unit = box.space().encode(box.space().configuration(i));
    if (!proposed.has(unit)) return unit;
  }
}

/// How many doubles there are in [low, high].
double doubles_between(double low, double high) {
  const auto rank = [](double v) {  // in the order of all doubles, 0 and -0 being one
    const auto bits = std::bit_cast<std::int64_t>(v);
    return static_cast<std::uint64_t>(bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits);
  };
  return static_cast<double>(rank(high) - rank(low)) + 1;
}

/// At most so many different points are in a box.
double points_in(const space::Space& box) {
  double count = 1;
  for (const space::Parameter& p : box.parameters())
    count *= space::discrete(p) ? static_cast<double>(space::level_count(p)) : doubles_between(p.low, p.high);
  return count;
}

void check_room(const Box& box, std::size_t q) {
  const double room = points_in(box.space());
  if (static_cast<double>(q) <= room) return;
  throw Error(Code::argument, "q: " + std::to_string(q) + " given; the box holds only " + to_text(room) +
                                  " different points");
}

}  // namespace

std::vector<double> propose(const surrogate::Model& model, const Choice& choice,
                            std::span<const double> lower, std::span<const double> upper, std::size_t q,
                            std::uint64_t seed) {
  const Box box(model, lower, upper);
  check_room(box, q);
  const std::vector<double> best = best_units(model, choice, box);
  Believer believer(model, choice);
  Proposed proposed(box);
  for (std::size_t i = 0; i < q; ++i) {
    const auto acquisition = believer.acquisition(i);
    MaximiseOptions options;
    options.candidates.seed = seed;
    options.candidates.trial = i;
    const auto found = maximise(
        InBox(*acquisition, box), box.space(), best,
        [&](std::span<const double> unit) { return proposed.has(unit); }, options);
    const std::vector<double> unit = found ? found->unit : first_new(box, proposed, q);
    proposed.add(unit);
    if (i + 1 < q) believer.believe(model.row_to_unit(box.row_at(unit), "x"));
  }
  return proposed.rows();
}

std::vector<std::size_t> choose(const surrogate::Model& model, const Choice& choice,
                                std::span<const double> candidates, std::size_t q) {
  std::vector<double> units = model.to_unit(candidates, "candidates");
  const std::size_t d = model.columns(), m = units.size() / d;
  if (q > m)
    throw Error(Code::argument, "q: " + std::to_string(q) + " given; accepted: 0 to " + std::to_string(m) +
                                    ", the candidates");
  Believer believer(model, choice);
  std::vector<std::size_t> left(m), chosen;  // `left` has its points in `units`
  std::iota(left.begin(), left.end(), std::size_t{0});
  for (std::size_t i = 0; i < q; ++i) {
    const auto at = static_cast<std::ptrdiff_t>(believer.acquisition(i)->best(units).value_or(0));
    const auto point = units.begin() + at * static_cast<std::ptrdiff_t>(d);
    const auto end = point + static_cast<std::ptrdiff_t>(d);
    chosen.push_back(left[static_cast<std::size_t>(at)]);
    if (i + 1 < q) believer.believe({point, end});
    left.erase(left.begin() + at);
    units.erase(point, end);
  }
  return chosen;
}

}  // namespace lode::acquisition
