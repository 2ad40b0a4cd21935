/// \file
/// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as
/// easy as 1, 2, 3", SC 2011). A number depends only on (seed, trial, purpose, position), so neither the
/// order in which threads draw nor an earlier draw for another purpose changes it.
#pragma once

#include <cstdint>

#include "math/normal.h"
#include "math/portable.h"

namespace lode::math {

/// Four 32-bit words: Philox's counter and its output.
struct Words4 {
  std::uint32_t w[4];
};

/// One block of Philox4x32 with ten rounds: a bijection of the counter for each key.
LODE_HD inline Words4 philox4x32(Words4 counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter.w[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter.w[2];
    counter = {{static_cast<std::uint32_t>(b >> 32) ^ counter.w[1] ^ key0, static_cast<std::uint32_t>(b),
                static_cast<std::uint32_t>(a >> 32) ^ counter.w[3] ^ key1, static_cast<std::uint32_t>(a)}};
    key0 += 0x9E3779B9u;  // the golden ratio
    key1 += 0xBB67AE85u;  // sqrt(3) - 1
  }
  return counter;
}

/// What a stream of random numbers is for: each purpose has a stream of its own. The values are part of what
/// makes a study repeatable: never change one, only add.
enum class Purpose : std::uint8_t {
  random_search = 1,  ///< the Random strategy's points
  sobol = 2,          ///< scrambling of a Sobol sequence
  fallback = 3,       ///< the choice among configurations not yet seen
  start_points = 4,   ///< starts of hyperparameter fits
  candidates = 5,     ///< candidates of an acquisition's maximisation
  perturbation = 6,   ///< local moves around the best points
  posterior = 7,      ///< posterior samples (Thompson, fixed base samples)
  shuffle = 8,        ///< orders and subsets
  slice = 9,          ///< slice sampling of hyperparameters
  bracket = 10,       ///< the bracket of a trial of Hyperband
  plan = 11,          ///< losses of the trials that a plan supposes
  test = 200          ///< tests and benchmarks
};

/// A stream of random numbers, keyed (seed, trial, purpose). A value type: copies continue independently from
/// the same place. Not for use by two threads at once.
class Random {
 public:
  LODE_HD Random(std::uint64_t seed, std::uint64_t trial, Purpose purpose)
      : seed_(seed), trial_(trial), purpose_(purpose) {}

  /// 64 uniform bits.
  LODE_HD std::uint64_t bits() {
    if (used_ == 0) refill();
    const int at = used_ == 1 ? 0 : 2;
    used_ = used_ == 1 ? 2 : 0;
    return (std::uint64_t{block_.w[at]} << 32) | block_.w[at + 1];
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  LODE_HD double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

  /// Uniform in {0, ..., n - 1}, without the bias of a remainder. \pre n > 0
  LODE_HD std::uint64_t below(std::uint64_t n) {
    const std::uint64_t reject = (0 - n) % n;  // 2^64 mod n: so many of the lowest values are one too many
    std::uint64_t x = bits();
    while (x < reject) x = bits();
    return x % n;
  }

  /// Standard normal, by inversion: one uniform number each; |x| is at most 8.2.
  LODE_HD double normal() { return normal_quantile((static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52); }

 private:
  LODE_HD void refill() {
    const Words4 counter = {
        {static_cast<std::uint32_t>(position_),
         static_cast<std::uint32_t>(position_ >> 32) << 8 | static_cast<std::uint32_t>(purpose_),
         static_cast<std::uint32_t>(trial_), static_cast<std::uint32_t>(trial_ >> 32)}};
    block_ = philox4x32(counter, static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32));
    ++position_;
    used_ = 1;
  }

  std::uint64_t seed_;
  std::uint64_t trial_;
  std::uint64_t position_ = 0;  ///< number of blocks drawn; 56 bits of it are used
  Words4 block_ = {{0, 0, 0, 0}};
  int used_ = 0;  ///< 0: block_ is spent; 1: both halves are left; 2: the second half is left
  Purpose purpose_;
};

}  // namespace lode::math
