#include "cli/run_study.h"

#include <algorithm>  // find
#include <filesystem>

namespace lode::cli {

namespace {

/// The options that may refuse a study, or fill in its limits, without those that choose a device.
Options quotas_of(const Options& given) {
  Options options;
  for (const auto& row : Options::table()) {
    const std::string name = row.name;
    if (name == "context.slots" || name.rfind("context.quota", 0) == 0) options.set(name, given.value(name));
  }
  return options;
}

/// The same document as a study of its own, in memory, so that the library compares like with like.
std::string request_of(const Document& document, const std::string& name, const Options& options) {
  Context context(quotas_of(options));
  Store memory(context, ":memory:");
  return document.create(context, memory, name, options).request_json();
}

void check_same(Study& study, const Document& document, const Options& options) {
  const auto found = difference(study.request_json(), request_of(document, study.name(), options));
  if (!found) return;
  const bool metrics = found->find("MetricDefinitions") != std::string::npos;
  throw Failure(exit_name,
                "the store has a study '" + study.name() +
                    "' that was made from another document: " + *found +
                    (metrics ? ". --metric is a part of the document: give the same as at first" : "") +
                    ". Give this one another --name, or go on with the document of then");
}

bool in_store(const std::string& address, const std::string& name) {
  if (!std::filesystem::exists(address)) return false;
  try {
    Session session(address);
    const auto names = study_names(session.store);
    return std::find(names.begin(), names.end(), name) != names.end();
  } catch (const Error& error) {
    if (error.status() != LODE_E_NOT_FOUND) throw;
    return false;  // a file that another process is just about to make a store
  }
}

}  // namespace

void rehearse_new(const std::string& address, const Document& document, const std::string& name,
                  const Options& options, const Trainer& trainer) {
  // Where no store can be made, it is the store that says so.
  const auto folder = std::filesystem::absolute(address.empty() ? "." : address).parent_path();
  if (address.empty() || !std::filesystem::is_directory(folder) || in_store(address, name)) return;
  Context silent(quotas_of(options));
  Store memory(silent, ":memory:");
  Launcher launcher(silent, trainer, options);
  document.create(silent, memory, name, options).prepare(launcher);
}

FoundStudy create_or_open(Session& session, const Document& document, const std::string& name,
                          const Options& options) {
  try {
    return {document.create(session.context, session.store, name, options), false};
  } catch (const Error& error) {
    if (error.status() != LODE_E_EXISTS) throw;
  }
  Study study = Study::open(session.context, session.store, name);
  check_same(study, document, options);
  return {std::move(study), true};
}

}  // namespace lode::cli
