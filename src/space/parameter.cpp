#include "space/parameter.h"

#include <array>
#include <utility>  // pair

namespace lode::space {

namespace {

constexpr std::array<const char*, 3> kind_names = {"real", "integer", "categorical"};

constexpr std::array<std::pair<Scaling, const char*>, 4> scaling_names = {{
    {Scaling::automatic, "Auto"},
    {Scaling::linear, "Linear"},
    {Scaling::logarithmic, "Logarithmic"},
    {Scaling::reverse_logarithmic, "ReverseLogarithmic"},
}};

}  // namespace

const char* name_of(Kind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < kind_names.size() ? kind_names[index] : "unknown";
}

const char* name_of(Scaling scaling) {
  for (const auto& [value, name] : scaling_names) {
    if (value == scaling) return name;
  }
  return "unknown";
}

std::optional<Scaling> scaling_from(const std::string& text) {
  for (const auto& [value, name] : scaling_names) {
    if (text == name) return value;
  }
  return std::nullopt;
}

}  // namespace lode::space
