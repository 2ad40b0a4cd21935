/// \file
/// The fixture of what every backend must do: each test is declared once, for the CPU, for the portable
/// algebra, for the CUDA sources on the host and for a real device where there is one (backend_test.cpp).
#pragma once

#include <algorithm>  // max
#include <cmath>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "backend/problem.h"
#include "reference/worst.h"

namespace lode::backend {

inline Columns real_columns(std::size_t d) { return {std::vector<ColumnKind>(d, ColumnKind::real)}; }

/// Every element within `tolerance`, relative to the largest of the expected ones.
inline void expect_near_all(const std::vector<double>& got, const std::vector<double>& want,
                            double tolerance) {
  ASSERT_EQ(got.size(), want.size());
  double scale = 0;
  for (const double w : want) scale = std::max(scale, std::fabs(w));
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(got[i], want[i], tolerance * scale) << "element " << i;
}

using Make = std::unique_ptr<Backend> (*)();

/// Every operation, on every backend there is.
class BackendTest : public testing::TestWithParam<Make> {
 protected:
  /// \param quantity "likelihood.value" and so on, of this backend.
  reference::Worst worst(const std::string& quantity, double tolerance) const {
    return {backend_->name() + ("." + quantity), tolerance};
  }

  bool on_cpu() const { return backend_->name() == std::string("cpu") || backend_->portable(); }

  void SetUp() override {
    if (!backend_) GTEST_SKIP() << "skipped: no device";
  }

  std::unique_ptr<Backend> backend_ = GetParam()();
};

}  // namespace lode::backend
