#include "cli/advice.h"

#include <ostream>

#include "cli/text.h"

namespace lode::cli {

Json advice_of(const Json& description) {
  return Json::array(at_path(description, {"Lode", "Advice"}).elements());
}

void print_advice(std::ostream& out, const Json& description) {
  for (const auto& advice : advice_of(description).elements())
    out << "Advice (" << text_at(advice, {"Code"}) << "): " << printable(text_at(advice, {"Text"})) << '\n';
}

}  // namespace lode::cli
