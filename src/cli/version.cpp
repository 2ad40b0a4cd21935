/// \file
/// `lode version`: the release, and how the library was built.
#include <iomanip>
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"

namespace lode::cli {

namespace {

int version(bool json) {
  const Json build = Json::parse(lode_build_info());
  if (json) {
    print_json(build);
    return exit_ok;
  }
  std::cout << "lode " << lode_version() << '\n';
  for (const auto& [key, value] : build.members()) {
    std::cout << "  " << std::left << std::setw(18) << key << value.text() << '\n';
  }
  return exit_ok;
}

}  // namespace

Action declare_version(Declaration& declared) {
  const auto json = std::make_shared<bool>(false);
  declared.json(*json);
  return [json](const Trainer&) { return version(*json); };
}

}  // namespace lode::cli
