#include "space/space.h"

#include <algorithm>  // binary_search
#include <bit>        // bit_cast
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "space/coding.h"
#include "space/declarations.h"
#include "space/levels.h"

namespace lode::space {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void check_size(std::size_t given, std::size_t expected) {
  if (given == expected) return;
  throw Error(Code::argument, "a configuration of " + std::to_string(given) +
                                  " values was given; accepted: " + std::to_string(expected) +
                                  ", one per parameter, NaN where it is inactive");
}

std::string quoted(const Parameter& p) { return "parameter '" + p.name + "'"; }

}  // namespace

Space::Space(std::vector<Parameter> parameters) {
  Declarations declared;
  for (auto& parameter : parameters) declared.add(std::move(parameter));
  parameters_ = declared.parameters();
  children_.resize(size());
  for (std::size_t i = 0; i < size(); ++i) {
    const auto& condition = parameters_[i].condition;
    parent_.push_back(condition ? static_cast<std::ptrdiff_t>(*declared.find(condition->parent)) : -1);
    if (condition) children_[static_cast<std::size_t>(parent_.back())].push_back(i);
  }
  count_configurations();
}

std::size_t Space::index_of(std::string_view name) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < size(); ++i) {
    if (parameters_[i].name == name) return i;
    names.push_back(parameters_[i].name);
  }
  const auto near = nearest(name, names);
  throw Error(Code::not_found, "no parameter '" + std::string(name) + "'; " +
                                   (near ? "did you mean '" + *near + "'? Accepted: " : "accepted: ") +
                                   one_of(names));
}

double Space::levels(std::size_t i) const {
  const Parameter& p = parameters_[i];
  return discrete(p) ? static_cast<double>(level_count(p)) : std::numeric_limits<double>::infinity();
}

bool Space::active(std::span<const double> row, std::size_t i) const {
  if (parent_[i] < 0) return true;
  const auto parent = static_cast<std::size_t>(parent_[i]);
  if (std::isnan(row[parent])) return false;
  return wakes(i, canonical(parameters_[parent], row[parent]));
}

bool Space::wakes(std::size_t child, double parent_value) const {
  const auto& values = parameters_[child].condition->values;
  return std::binary_search(values.begin(), values.end(), parent_value);
}

Row Space::decode(std::span<const double> unit) const {
  check_size(unit.size(), size());
  Row row(size(), nan);
  for (std::size_t i = 0; i < size(); ++i) {
    if (std::isnan(unit[i])) throw Error(Code::argument, quoted(parameters_[i]) + ": its coordinate is NaN");
    if (active(row, i)) row[i] = from_coordinate(parameters_[i], unit[i]);
  }
  return row;
}

std::vector<double> Space::encode(std::span<const double> row) const {
  check_size(row.size(), size());
  std::vector<double> unit(size(), 0.5);
  for (std::size_t i = 0; i < size(); ++i) {
    if (!active(row, i)) continue;
    if (std::isnan(row[i]))
      throw Error(Code::argument, quoted(parameters_[i]) + " is active but has no value");
    unit[i] = to_coordinate(parameters_[i], row[i]);
  }
  return unit;
}

std::vector<double> Space::snap(std::span<const double> unit) const { return encode(decode(unit)); }

void Space::check(std::span<const double> row) const {
  check_size(row.size(), size());
  for (std::size_t i = 0; i < size(); ++i) {
    const Parameter& p = parameters_[i];
    if (active(row, i)) {
      check_value(i, row[i]);
    } else if (!std::isnan(row[i])) {
      throw Error(Code::argument, quoted(p) + " is " + to_text(row[i]) + " though inactive, as '" +
                                      p.condition->parent + "' has another value; accepted: NaN");
    }
  }
}

Row Space::exact(std::span<const double> row) const {
  check_size(row.size(), size());
  Row values(row.begin(), row.end());
  for (std::size_t i = 0; i < size(); ++i) {
    if (!std::isnan(values[i])) values[i] = canonical(parameters_[i], values[i]);
  }
  return values;
}

std::string Space::key(std::span<const double> row) const {
  check_size(row.size(), size());
  std::string bytes;
  bytes.reserve(8 * size());
  for (std::size_t i = 0; i < size(); ++i) {
    const double value = std::isnan(row[i]) ? nan : canonical(parameters_[i], row[i]);
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(bits >> shift));
  }
  return bytes;
}

}  // namespace lode::space
