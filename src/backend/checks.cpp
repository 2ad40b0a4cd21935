#include "backend/checks.h"

#include <cmath>
#include <string>

#include "backend/limits.h"
#include "base/error.h"
#include "base/text.h"

namespace lode::backend {
namespace {

void check_finite(const char* name, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw Error(Code::argument, std::string(name) + ": element " + std::to_string(i) + " is " +
                                    to_text(values[i]) + "; finite numbers are needed");
  }
}

void check_noise(std::span<const double> noise) {
  check_finite("noise", noise);
  for (std::size_t i = 0; i < noise.size(); ++i) {
    if (noise[i] >= 0) continue;
    throw Error(Code::argument, "noise: element " + std::to_string(i) + " is " + to_text(noise[i]) +
                                    "; a variance is needed, 0 or more");
  }
}

void check_multiple(const char* name, std::size_t given, std::size_t unit) {
  if (given % unit == 0) return;
  throw Error(Code::argument, std::string(name) + ": got " + std::to_string(given) +
                                  " values; a multiple of " + std::to_string(unit) + " is needed");
}

}  // namespace

void check_count(const char* name, std::size_t given, std::size_t needed) {
  if (given == needed) return;
  throw Error(Code::argument, std::string(name) + ": got " + std::to_string(given) + " values; " +
                                  std::to_string(needed) + " are needed");
}

void check_training_set(const Columns& columns, const Data& data) {
  const std::size_t d = columns.size(), n = data.y.size();
  if (d == 0) throw Error(Code::argument, "columns: got none; at least one is needed");
  if (n > most_points) {
    throw Error(Code::argument, "y: got " + std::to_string(n) + " training points; at most " +
                                    std::to_string(most_points) + " fit an exact model");
  }
  check_count("X", data.X.size(), n * d);
  if (!data.noise.empty()) check_count("noise", data.noise.size(), n);
  check_finite("X", data.X);
  check_finite("y", data.y);
  check_noise(data.noise);
}

void check_thetas(const Columns& columns, const Data& data, std::span<const double> thetas) {
  check_training_set(columns, data);
  if (data.y.empty()) throw Error(Code::argument, "y: got no training points; at least one is needed");
  check_multiple("thetas", thetas.size(), columns.size() + 2);
}

void check_theta(const Columns& columns, std::span<const double> theta) {
  check_count("theta", theta.size(), columns.size() + 2);
  check_finite("theta", theta);
}

void check_point(std::size_t d, std::span<const double> x, double y, double noise) {
  check_count("x", x.size(), d);
  check_finite("x", x);
  check_finite("y", {&y, 1});
  check_noise({&noise, 1});
}

std::size_t check_candidates(std::size_t d, std::span<const double> candidates) {
  check_multiple("candidates", candidates.size(), d);
  return candidates.size() / d;
}

std::size_t check_joint(std::size_t d, std::span<const double> candidates) {
  const std::size_t m = check_candidates(d, candidates);
  if (m <= most_joint) return m;
  throw Error(Code::argument, "candidates: got " + std::to_string(m) + "; at most " +
                                  std::to_string(most_joint) + " fit a covariance matrix");
}

void check_normals(std::size_t m, std::span<const double> normals) {
  check_multiple("normals", normals.size(), m);
}

}  // namespace lode::backend
