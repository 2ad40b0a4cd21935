#include "cli/chosen.h"

#include <ostream>

namespace lode::cli {

namespace {

/// "a, b" of a list, "0.1 to 1, Logarithmic" of a range, else the value itself.
std::string text_of(const Json& value) {
  std::string text;
  if (!value["MinValue"].is_null())
    return text_at(value, {"MinValue"}) + " to " + text_at(value, {"MaxValue"}) + ", " +
           text_at(value, {"ScalingType"});
  const Json list = value["Values"];
  for (const auto& item : list.elements()) text += (text.empty() ? "" : ", ") + item.text();
  return text.empty() ? value.text() : text;
}

/// "Strategy = Grid"; of a hyperparameter its name and its values.
std::string line_of(const std::string& field, const Json& value) {
  if (!value.is_object()) return field + " = " + text_of(value);
  const Json name = value["MinValue"].is_null() && value["Values"].is_null() ? Json() : value["Name"];
  if (!name.is_null()) return field + ": " + name.text() + " = " + text_of(value);
  std::string text;
  for (const auto& [key, only] : value.members()) text += field + ": " + key + " = " + only.text();
  return text;
}

}  // namespace

Json chosen_of(const Json& description) {
  return Json::array(at_path(description, {"Lode", "ChosenByAutotune"}).elements());
}

void print_chosen(std::ostream& out, const Json& description) {
  const Json chosen = chosen_of(description);
  if (chosen.size() > 0) out << "Chosen by Autotune:\n";
  for (const auto& choice : chosen.elements())
    out << "    " << line_of(text_at(choice, {"Field"}), choice["Value"]) << " (" << text_at(choice, {"Rule"})
        << ")\n";
}

}  // namespace lode::cli
