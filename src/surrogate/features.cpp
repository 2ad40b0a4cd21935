#include "surrogate/features.h"

#include <algorithm>
#include <cmath>

namespace lode::surrogate {

backend::Columns columns_of(const space::Space& space) {
  backend::Columns columns;
  for (std::size_t i = 0; i < space.size(); ++i) {
    const bool category = space[i].kind == space::Kind::categorical;
    const auto numeric =
        std::isfinite(space.levels(i)) ? backend::ColumnKind::integer : backend::ColumnKind::real;
    columns.kinds.push_back(category ? backend::ColumnKind::category : numeric);
  }
  return columns;
}

std::vector<double> encode_rows(const space::Space& space, std::span<const space::Row> rows) {
  std::vector<double> X;
  X.reserve(rows.size() * space.size());
  for (const space::Row& row : rows) {
    const std::vector<double> unit = space.encode(row);
    X.insert(X.end(), unit.begin(), unit.end());
  }
  return X;
}

std::size_t varying(const space::Space& space) {
  const auto count = std::count_if(space.parameters().begin(), space.parameters().end(),
                                   [](const space::Parameter& p) { return !p.constant(); });
  return std::max<std::size_t>(1, static_cast<std::size_t>(count));
}

}  // namespace lode::surrogate
