/// \file
/// The device for what it is faster at, the CPU for the rest.
#pragma once

#include <cstddef>
#include <memory>

#include "backend/backend.h"

namespace lode::backend {

/// What both are expected to need for an operation. It sees sizes and the device's rate alone, never a clock
/// or a number of threads: the same problem goes to the same place every time.
class Crossover {
 public:
  /// \param double_rate the device's FP64 operations a second (DeviceInfo)
  explicit Crossover(double double_rate);

  /// b likelihoods with gradients, or one factorisation (b = 1), of n points.
  bool device_fits(std::size_t n, std::size_t b) const;
  /// m candidates in d columns against n points.
  bool device_predicts(std::size_t n, std::size_t d, std::size_t m) const;

 private:
  double device_rate_;
};

/// Both must be of the same process; the name is "auto (cpu, <device's>)".
std::unique_ptr<Backend> make_auto_backend(std::unique_ptr<Backend> cpu, std::unique_ptr<Backend> device,
                                           const Crossover& crossover);

}  // namespace lode::backend
