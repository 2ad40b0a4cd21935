#include "surrogate/gp.h"

#include <utility>

namespace lode::surrogate {

Gp::Gp(std::shared_ptr<const backend::Backend> backend, const backend::Columns& columns,
       const backend::Data& data, std::span<const double> theta)
    : backend_(std::move(backend)),
      factor_(backend_->factorise(columns, data, theta)),
      columns_(columns.size()) {}

Gp::Gp(std::shared_ptr<const backend::Backend> backend, std::shared_ptr<const backend::Factor> factor,
       std::size_t columns)
    : backend_(std::move(backend)), factor_(std::move(factor)), columns_(columns) {}

backend::Posterior Gp::posterior(std::span<const double> points, bool with_gradient) const {
  return backend_->predict(*factor_, points, with_gradient);
}

std::vector<double> Gp::covariance(std::span<const double> points) const {
  return backend_->covariance(*factor_, points);
}

std::vector<double> Gp::sample(std::span<const double> points, std::span<const double> normals) const {
  return backend_->sample(*factor_, points, normals);
}

Gp Gp::condition(std::span<const double> x, double y, double noise) const {
  return Gp(backend_, backend_->append(*factor_, x, y, noise), columns_);
}

Gp Gp::believe(std::span<const double> points) const {
  if (points.empty()) return *this;
  const std::vector<double> means = posterior(points).mean;
  Gp gp = *this;
  for (std::size_t i = 0; i < means.size(); ++i) {
    gp = gp.condition(points.subspan(i * columns_, columns_), means[i]);
  }
  return gp;
}

}  // namespace lode::surrogate
