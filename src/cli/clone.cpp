/// \file
/// `lode clone`: the same study again, under another name and without trials.
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"

namespace lode::cli {

namespace {

struct CloneArguments {
  StudyArguments store;
  std::vector<std::string> names;  ///< [NAME] NEW
};

int clone(const CloneArguments& arguments) {
  Session session(arguments.store.store);
  const std::string& given = arguments.names.size() == 2 ? arguments.names.front() : "";
  Study study = session.open(given);
  const std::string request = study.request_json();
  Study copy = Study::create_json(session.context, session.store, request, arguments.names.back());
  if (arguments.store.json) {
    print_json(Json::parse(copy.request_json()));
    return exit_ok;
  }
  std::cout << "Study '" << copy.name() << "' asks for the same as '" << study.name() << "'. `lode describe "
            << copy.name() << " --request` writes its document; `lode run` with that document starts it.\n";
  return exit_ok;
}

}  // namespace

Action declare_clone(Declaration& declared) {
  const auto arguments = std::make_shared<CloneArguments>();
  declared.positionals(
      arguments->names, 1, 2, "NAME",
      "The study, which may be left out where the store holds exactly one; and the new name");
  add_store_options(declared, arguments->store);
  return [arguments](const Trainer&) { return clone(*arguments); };
}

}  // namespace lode::cli
