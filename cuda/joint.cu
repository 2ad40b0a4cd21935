// What concerns candidates together: their covariance, and samples of all of them at once.

#include <algorithm>

#include "backend/limits.h"
#include "base/error.h"
#include "factor.h"
#include "launch.h"

namespace lode::backend::cuda {
namespace {

/// Candidates' covariance, padded(m) square: below the diagonal it counts.
Array<double> covariance_on_device(const CudaFactor& factor, std::span<const double> candidates) {
  const std::size_t d = factor.columns.size(), m = candidates.size() / d, M = padded(m), N = factor.order();
  const std::shared_ptr<Device>& device = factor.device;
  const Array<double> points(device, candidates);
  const double no_noise = 0;
  const Array<double> noise(device, std::span(&no_noise, 1));
  Array<double> scaled(device, d * M), cross(device, M * N), solved(device, M * N), covariance(device, M * M);
  const InputsView view = factor.inputs.scale_like_these(*device, points.data(), m, scaled.data(), M);
  fill_kernel_matrices(*device, view, 1, noise.data(), nullptr, covariance.data(), nullptr);
  if (N == 0) return covariance;
  fill_cross_kernel(*device, factor.inputs.view(), view, cross.data(), nullptr);
  multiply(*device, M, N, N, 1, {cross.data(), M}, {factor.inverse.data(), N, 0, true}, 0, solved.data(), M);
  multiply(*device, M, M, N, -1, {solved.data(), M}, {solved.data(), M, 0, true}, 1, covariance.data(), M);
  return covariance;
}

/// L, padded(m) square, with zeros above its diagonal; fails where `jitter` is not enough.
bool factorise_with(const std::shared_ptr<Device>& device, const std::vector<double>& covariance,
                    std::size_t m, double jitter, Array<double>& L) {
  const std::size_t M = padded(m);
  std::vector<double> filled(M * M, 0.0);
  for (std::size_t j = 0; j < M; ++j) {
    for (std::size_t i = j; i < m; ++i) filled[j * M + i] = covariance[j * m + i];
    filled[j * M + j] = j < m ? covariance[j * m + j] + jitter : 1;
  }
  L.upload(filled);
  Cholesky cholesky(device, M, 1);
  cholesky.factorise({L.data(), M, 1});
  return cholesky.failed().download().front() == 0;
}

}  // namespace

std::vector<double> covariance_with(const CudaFactor& factor, std::span<const double> candidates) {
  const std::size_t m = candidates.size() / factor.columns.size(), M = padded(m);
  if (m == 0) return {};
  const std::vector<double> lower = covariance_on_device(factor, candidates).download();
  std::vector<double> covariance(m * m);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t i = j; i < m; ++i) {
      const double value = lower[j * M + i];
      covariance[j * m + i] = covariance[i * m + j] = i == j ? std::max(value, smallest_variance) : value;
    }
  }
  return covariance;
}

std::vector<double> sample_with(const CudaFactor& factor, std::span<const double> candidates,
                                std::span<const double> normals) {
  const std::vector<double> covariance = covariance_with(factor, candidates);
  const std::vector<double> mean = predict_with(factor, candidates, false).mean;
  const std::size_t m = mean.size(), M = padded(m), count = normals.size() / m;
  Array<double> L(factor.device, M * M), drawn(factor.device, M * samples_together),
      samples(factor.device, M * samples_together);
  const bool found = std::any_of(sampling_jitters.begin(), sampling_jitters.end(), [&](double jitter) {
    return factorise_with(factor.device, covariance, m, jitter, L);
  });
  if (!found) throw Error(Code::numeric, "the posterior covariance of the candidates has no factorisation");
  std::vector<double> out(normals.size());
  for (std::size_t first = 0; first < count; first += samples_together) {
    const std::size_t taken = std::min(samples_together, count - first);
    std::vector<double> together(M * samples_together, 0.0);
    for (std::size_t s = 0; s < taken; ++s) std::copy_n(&normals[(first + s) * m], m, &together[s * M]);
    drawn.upload(together);
    multiply(*factor.device, M, samples_together, M, 1, {L.data(), M}, {drawn.data(), M}, 0, samples.data(),
             M);
    samples.download_to(together);
    for (std::size_t s = 0; s < taken; ++s)
      for (std::size_t i = 0; i < m; ++i) out[(first + s) * m + i] = mean[i] + together[s * M + i];
  }
  return out;
}

}  // namespace lode::backend::cuda
