// likelihood_floor REPEATS N...: one log marginal likelihood with gradient (d = 10, one thread) beside dpotrf
// + dpotri of the same OpenBLAS, in turn. A line of JSON for each N, of processor times in seconds:
//
//   {"n": 500, "likelihood": [...], "floor": [...]}
//
// backend_bench has the same ratio by wall time, for a quick look; here the two alternate, so that a
// neighbour on the machine slows both.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

#include "backend/backend.h"
#include "uniform.h"

extern "C" {
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dpotri_(const char* uplo, const int* n, double* a, const int* lda, int* info);
}

namespace {

using namespace lode::backend;
using lode::bench::uniform;

constexpr std::size_t dimensions = 10;

double now() {
  std::timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// The processor time of work(), in seconds.
template <class Work>
double seconds(Work&& work) {
  const double start = now();
  work();
  return now() - start;
}

/// A likelihood with its gradient, of a bowl's values at n points and hyperparameters as a fit finds them.
class Likelihood {
 public:
  explicit Likelihood(std::size_t n) : X_(uniform(n * dimensions)), y_(n) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < dimensions; ++c) y_[i] += std::pow(X_[i * dimensions + c] - 0.3, 2);
    }
    theta_[dimensions] = std::log(1e-3);
  }
  void operator()() const {
    if (!std::isfinite(backend_->likelihood(columns_, {X_, y_}, theta_, true).value.front())) std::abort();
  }

 private:
  std::unique_ptr<Backend> backend_ = make_cpu_backend(1);
  Columns columns_{std::vector<ColumnKind>(dimensions, ColumnKind::real)};
  std::vector<double> X_, y_, theta_ = std::vector<double>(dimensions + 2, 0.0);
};

/// The inverse of a positive definite matrix of n rows.
class Inversion {
 public:
  explicit Inversion(int n) : n_(n), matrix_(uniform(static_cast<std::size_t>(n) * n)), work_(matrix_) {
    for (int i = 0; i < n; ++i) matrix_[static_cast<std::size_t>(i) * (n + 1)] += n;
  }
  void prepare() { work_ = matrix_; }
  void operator()() {
    int info = 0;
    dpotrf_("L", &n_, work_.data(), &n_, &info);
    dpotri_("L", &n_, work_.data(), &n_, &info);
  }

 private:
  int n_;
  std::vector<double> matrix_, work_;
};

void print(const char* name, const std::vector<double>& values) {
  std::printf("\"%s\": [", name);
  for (std::size_t i = 0; i < values.size(); ++i) std::printf("%s%.9g", i == 0 ? "" : ", ", values[i]);
  std::printf("]");
}

void measure(int n, int repeats) {
  const Likelihood likelihood(static_cast<std::size_t>(n));
  Inversion inversion(n);
  likelihood();
  std::vector<double> ours, floor;
  for (int i = 0; i < repeats; ++i) {
    inversion.prepare();
    floor.push_back(seconds(inversion));
    ours.push_back(seconds(likelihood));
  }
  std::printf("{\"n\": %d, ", n);
  print("likelihood", ours);
  std::printf(", ");
  print("floor", floor);
  std::printf("}\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "usage: likelihood_floor REPEATS N...\n"), 2;
  for (int i = 2; i < argc; ++i) measure(std::atoi(argv[i]), std::atoi(argv[1]));
}
