#include "cli/common.h"

#include <set>

#include "cli/json.h"
#include "cli/text.h"

namespace lode::cli {

void throw_missing_trainer() { throw Failure(exit_usage, "COMMAND: missing; accepted: write it after '--'"); }

Exit exit_code_of(lode_status status) {
  switch (status) {
    case LODE_E_ARGUMENT:
    case LODE_E_UNSUPPORTED:
    case LODE_E_LIMIT:
      return exit_usage;
    case LODE_E_STORE:
    case LODE_E_CONFLICT:
      return exit_store;
    case LODE_E_NOT_FOUND:
    case LODE_E_EXISTS:
      return exit_name;
    case LODE_E_STATE:
      return exit_state;
    default:
      return exit_internal;
  }
}

void add_store_options(Declaration& declared, StudyArguments& arguments) {
  declared.store(arguments.store, "The store: a SQLite file");
  declared.json(arguments.json);
}

void add_study_options(Declaration& declared, StudyArguments& arguments) {
  declared.positional(arguments.name, "NAME", "The study; may be left out where the store holds exactly one",
                      false);
  add_store_options(declared, arguments);
}

namespace {

Options existing_store() {
  Options options;
  options.set("store.create", "false");
  return options;
}

}  // namespace

Session::Session(const std::string& address, const Options& options)
    : context(options), store(context, address, options) {}

Session::Session(const std::string& address) : Session(address, existing_store()) {}

std::string Session::name_of_study(const std::string& given) {
  if (!given.empty()) return given;
  const auto names = study_names(store);
  if (names.size() == 1) return names.front();
  if (names.empty())
    throw Failure(exit_name, "NAME: missing, and the store holds no study; accepted: " +
                                 std::string("a study that `lode run` has made"));
  throw Failure(exit_usage, "NAME: missing, and the store holds " + std::to_string(names.size()) +
                                " studies, so one must be named: " + quoted_list(names));
}

Study Session::open(const std::string& given) {
  const std::string name = name_of_study(given);
  try {
    return Study::open(context, store, name);
  } catch (const Error& error) {
    if (error.status() != LODE_E_NOT_FOUND) throw;
    const auto names = study_names(store);
    throw Failure(exit_name, "no study '" + name + "' in the store" +
                                 (names.empty() ? "" : ", which holds " + quoted_list(names)));
  }
}

std::vector<std::string> study_names(Store& store) {
  std::vector<std::string> names;
  for (const auto& study : Json::parse(store.list_json()).elements()) {
    names.push_back(text_at(study, {"HyperParameterTuningJobName"}));
  }
  return names;
}

std::vector<std::pair<std::string, std::string>> split_pairs(const std::string& option,
                                                             const std::vector<std::string>& pairs,
                                                             const std::string& what) {
  std::vector<std::pair<std::string, std::string>> split;
  std::set<std::string> given;
  for (const auto& pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Failure(exit_usage, option + ": '" + pair + "' given; accepted: NAME=VALUE");
    }
    split.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    const std::string& name = split.back().first;
    if (!given.insert(name).second)
      throw Failure(exit_usage, option + ": '" + name + "' given twice; accepted: each " + what + " once");
  }
  return split;
}

void set_options(Options& options, const std::vector<std::string>& pairs) {
  for (const auto& [name, value] : split_pairs("--option", pairs, "name")) {
    try {
      options.set(name, value);
    } catch (const Error& error) {
      throw Failure(exit_usage, "--option " + name + "=" + value + ": " + error.what());
    }
  }
}

}  // namespace lode::cli
