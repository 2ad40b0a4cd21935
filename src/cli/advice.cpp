#include "cli/advice.h"

#include <ostream>

#include "cli/text.h"

namespace lode::cli {

void print_advice(std::ostream& out, const Json& description) {
  for (const auto& advice : at_path(description, {"Lode", "Advice"}).elements())
    out << "Advice (" << text_at(advice, {"Code"}) << "): " << printable(text_at(advice, {"Text"})) << '\n';
}

}  // namespace lode::cli
