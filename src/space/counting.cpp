/// \file
/// How many configurations a tree of parameters has, and which is the n-th.
///
/// With v over the values of parameter i and c over its children that v wakes,
///     count(i) = sum_v product_c count(c),
/// and the space has the product of its roots' counts. Only values named by a child's condition can wake
/// anything; all others count 1 each, so a range of 2^50 integers costs no more than one of 2.
#include <algorithm>  // sort, unique
#include <cmath>
#include <limits>

#include "base/error.h"
#include "space/check.h"
#include "space/levels.h"
#include "space/space.h"

namespace lode::space {

double Space::completions(std::size_t i, double value) const {
  double product = 1;
  for (const std::size_t child : children_[i]) {
    if (wakes(child, value)) product *= counts_[child];
  }
  return product;
}

std::vector<double> Space::waking_values(std::size_t i) const {
  std::vector<double> all;
  for (const std::size_t child : children_[i]) {
    const auto& values = parameters_[child].condition->values;
    all.insert(all.end(), values.begin(), values.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void Space::count_configurations() {
  counts_.assign(size(), 1.0);
  cardinality_ = 1;
  for (std::size_t i = size(); i-- > 0;) {  // children come after their parent
    const std::vector<double> waking = waking_values(i);
    double count = levels(i) - static_cast<double>(waking.size());
    for (const double value : waking) count += completions(i, value);
    counts_[i] = count;
    if (parent_[i] < 0) cardinality_ *= count;
  }
}

/// Takes the digit of parameter i off `index`, which counts blocks of `rest` configurations each.
double Space::take_value(std::size_t i, std::uint64_t& index, std::uint64_t rest) const {
  std::uint64_t block = index / rest;  // among the configurations of i and the children it wakes
  std::uint64_t level = 0;
  for (const double value : waking_values(i)) {
    const std::uint64_t waking = *level_of(parameters_[i], value);
    if (block < waking - level) break;
    block -= waking - level;
    level = waking;
    const auto width = static_cast<std::uint64_t>(completions(i, value));
    if (block < width) {
      index = block * rest + index % rest;
      return value;
    }
    block -= width;
    ++level;
  }
  index %= rest;
  return level_value(parameters_[i], level + block);
}

Row Space::configuration(std::uint64_t index) const {
  if (!(cardinality_ <= largest_integer) || static_cast<double>(index) >= cardinality_) {
    throw Error(Code::argument, "configuration " + std::to_string(index) +
                                    " was asked for; accepted: an index below the number of configurations, "
                                    "where that is at most 2^53");
  }
  Row row(size(), std::numeric_limits<double>::quiet_NaN());
  auto rest = static_cast<std::uint64_t>(cardinality_);
  for (std::size_t i = 0; i < size(); ++i) {
    if (!active(row, i)) continue;
    rest /= static_cast<std::uint64_t>(counts_[i]);
    row[i] = take_value(i, index, rest);
    rest *= static_cast<std::uint64_t>(completions(i, row[i]));
  }
  return row;
}

}  // namespace lode::space
