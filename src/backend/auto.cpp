#include "backend/auto.h"

#include <mutex>
#include <string>
#include <type_traits>

#include "backend/checks.h"
#include "backend/training_set.h"
#include "base/error.h"

namespace lode::backend {
namespace {

// Seconds and operations a second. The CPU's are measured on one core (bench/NOTES.md); the device's are to
// be taken from scripts/gpu.sh, and until then err on the CPU's side.
constexpr double cpu_rate = 40e9;
constexpr double device_share = 0.2;  // of the FP64 rate
constexpr double call_seconds = 200e-6;
constexpr double tile_seconds = 60e-6;  // of each 64 points of a factorisation
constexpr double copy_rate = 5e9;       // bytes a second to the device

/// A training set, where it was factorised, and where else it was needed.
class AutoFactor final : public Factor {
 public:
  std::size_t size() const override { return home->size(); }
  double jitter() const override { return home->jitter(); }
  double log_likelihood() const override { return home->log_likelihood(); }

  Columns columns;
  TrainingSet data;
  std::vector<double> theta;
  bool on_device = false;
  std::unique_ptr<Factor> home;
  mutable std::mutex lock;  ///< of what follows
  mutable bool tried = false;
  mutable std::unique_ptr<Factor> other;  ///< on the device, of a factor at home on the CPU
};

class AutoBackend final : public Backend {
 public:
  AutoBackend(std::unique_ptr<Backend> cpu, std::unique_ptr<Backend> device, const Crossover& crossover)
      : cpu_(std::move(cpu)),
        device_(std::move(device)),
        crossover_(crossover),
        name_("auto (" + std::string(cpu_->name()) + ", " + device_->name() + ")") {}

  const char* name() const override { return name_.c_str(); }

  Likelihood likelihood(const Columns& columns, const Data& data, std::span<const double> thetas,
                        bool with_gradient) const override {
    check_thetas(columns, data, thetas);
    const bool there = crossover_.device_fits(data.y.size(), thetas.size() / (columns.size() + 2));
    return (there ? *device_ : *cpu_).likelihood(columns, data, thetas, with_gradient);
  }

  std::unique_ptr<Factor> factorise(const Columns& columns, const Data& data,
                                    std::span<const double> theta) const override {
    const bool there = crossover_.device_fits(data.y.size(), 1);
    auto home = (there ? *device_ : *cpu_).factorise(columns, data, theta);
    return wrap(columns, TrainingSet(data), theta, std::move(home), there);
  }

  std::unique_ptr<Factor> append(const Factor& factor, std::span<const double> x, double y,
                                 double noise) const override {
    const AutoFactor& own = own_factor(factor);
    auto longer = (own.on_device ? *device_ : *cpu_).append(*own.home, x, y, noise);
    return wrap(own.columns, own.data.with(x, y, noise), own.theta, std::move(longer), own.on_device);
  }

  Posterior predict(const Factor& factor, std::span<const double> candidates,
                    bool with_gradient) const override {
    return at(factor, candidates, [&](const Backend& backend, const Factor& own) {
      return backend.predict(own, candidates, with_gradient);
    });
  }

  std::vector<double> score(const Factor& factor, const math::Score& score,
                            std::span<const double> candidates) const override {
    return at(factor, candidates, [&](const Backend& backend, const Factor& own) {
      return backend.score(own, score, candidates);
    });
  }

  Top top(const Factor& factor, const math::Score& score, std::span<const double> candidates,
          std::size_t k) const override {
    return at(factor, candidates, [&](const Backend& backend, const Factor& own) {
      return backend.top(own, score, candidates, k);
    });
  }

  std::vector<double> covariance(const Factor& factor, std::span<const double> candidates) const override {
    return at(factor, candidates,
              [&](const Backend& backend, const Factor& own) { return backend.covariance(own, candidates); });
  }

  std::vector<double> sample(const Factor& factor, std::span<const double> candidates,
                             std::span<const double> normals) const override {
    return at(factor, candidates, [&](const Backend& backend, const Factor& own) {
      return backend.sample(own, candidates, normals);
    });
  }

  std::vector<double> solve(const Factor& factor, std::span<const double> b) const override {
    const AutoFactor& own = own_factor(factor);
    return (own.on_device ? *device_ : *cpu_).solve(*own.home, b);
  }

  /// Where the factor is at home, so that a candidate's sum does not depend on how many there are.
  KernelSum kernel_sum(const Factor& factor, std::span<const double> weights,
                       std::span<const double> candidates, bool with_gradient) const override {
    const AutoFactor& own = own_factor(factor);
    return (own.on_device ? *device_ : *cpu_).kernel_sum(*own.home, weights, candidates, with_gradient);
  }

 private:
  static const AutoFactor& own_factor(const Factor& factor) {
    const auto* own = dynamic_cast<const AutoFactor*>(&factor);
    if (own == nullptr) throw Error(Code::internal, "a factor of another backend was given to \"auto\"");
    return *own;
  }

  static std::unique_ptr<Factor> wrap(const Columns& columns, TrainingSet data, std::span<const double> theta,
                                      std::unique_ptr<Factor> home, bool on_device) {
    auto factor = std::make_unique<AutoFactor>();
    factor->columns = columns;
    factor->data = std::move(data);
    factor->theta.assign(theta.begin(), theta.end());
    factor->home = std::move(home);
    factor->on_device = on_device;
    return factor;
  }

  /// Asks the backend that suits the number of candidates.
  template <typename Ask>
  std::invoke_result_t<Ask, const Backend&, const Factor&> at(const Factor& factor,
                                                              std::span<const double> candidates,
                                                              Ask ask) const {
    const AutoFactor& own = own_factor(factor);
    const std::size_t d = own.columns.size(), m = check_candidates(d, candidates);
    if (own.on_device) return ask(*device_, *own.home);
    const Factor* there = crossover_.device_predicts(own.data.size(), d, m) ? on_device(own) : nullptr;
    return there == nullptr ? ask(*cpu_, *own.home) : ask(*device_, *there);
  }

  /// The same training set on the device; null where it does not fit there, or took another jitter and so
  /// would answer otherwise.
  const Factor* on_device(const AutoFactor& own) const {
    const std::lock_guard lock(own.lock);
    if (!own.tried) own.other = try_on_device(own);
    own.tried = true;
    return own.other.get();
  }

  std::unique_ptr<Factor> try_on_device(const AutoFactor& own) const {
    try {
      auto other = device_->factorise(own.columns, own.data.view(), own.theta);
      return other->jitter() == own.home->jitter() ? std::move(other) : nullptr;
    } catch (const Error& error) {
      if (error.code() != Code::memory && error.code() != Code::numeric) throw;
      return nullptr;
    }
  }

  std::unique_ptr<Backend> cpu_, device_;
  Crossover crossover_;
  std::string name_;
};

double cube(std::size_t n) {
  return static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
}

}  // namespace

Crossover::Crossover(double double_rate) : device_rate_(device_share * double_rate) {}

/// A likelihood with its gradient is n^3 multiplications and additions (n^3 / 3 each for L, its inverse and
/// the product), 2 n^3 operations; the device does about 5/3 of them.
bool Crossover::device_fits(std::size_t n, std::size_t b) const {
  const double work = 2 * cube(n) * static_cast<double>(b), tiles = static_cast<double>(n / 64 + 1);
  return call_seconds + tiles * tile_seconds + 5.0 / 3.0 * work / device_rate_ < work / cpu_rate;
}

/// A candidate is n^2 operations, and its coordinates are to be copied.
bool Crossover::device_predicts(std::size_t n, std::size_t d, std::size_t m) const {
  const double points = static_cast<double>(n), many = static_cast<double>(m);
  const double work = (points * points + 20 * points * static_cast<double>(d)) * many;
  const double copy = many * static_cast<double>(d) * sizeof(double) / copy_rate;
  return call_seconds + copy + 1.25 * work / device_rate_ < work / cpu_rate;
}

std::unique_ptr<Backend> make_auto_backend(std::unique_ptr<Backend> cpu, std::unique_ptr<Backend> device,
                                           const Crossover& crossover) {
  return std::make_unique<AutoBackend>(std::move(cpu), std::move(device), crossover);
}

}  // namespace lode::backend
