#include "backend/training_set.h"

#include <string>

#include "backend/limits.h"
#include "base/error.h"
#include "base/text.h"

namespace lode::backend {

TrainingSet::TrainingSet(const Data& data)
    : X(data.X.begin(), data.X.end()),
      y(data.y.begin(), data.y.end()),
      noise(data.noise.begin(), data.noise.end()) {}

TrainingSet TrainingSet::with(std::span<const double> x, double target, double own) const {
  TrainingSet longer = *this;
  longer.X.insert(longer.X.end(), x.begin(), x.end());
  longer.y.push_back(target);
  if (own > 0) longer.noise.resize(size(), 0.0);
  if (own > 0 || !noise.empty()) longer.noise.push_back(own);
  return longer;
}

void refuse_indefinite(std::size_t n) {
  throw Error(Code::numeric, "the covariance matrix of " + std::to_string(n) +
                                 " points is not positive definite, even with " +
                                 to_text(jitter_ladder.back()) + " added to its diagonal");
}

}  // namespace lode::backend
