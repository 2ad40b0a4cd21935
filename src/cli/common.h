/// \file
/// What most commands share: exit codes, failures, opening a store and a study, output.
#pragma once

#include <lode/lode.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cli/declaration.h"

namespace lode::cli {

/// The program's exit codes; docs/cli.md and `lode --help` list them.
enum Exit : int {
  exit_ok = 0,
  exit_no_result = 1,     ///< no usable result: the study failed or has no best trial, nothing matched
  exit_usage = 2,         ///< bad arguments, options or documents
  exit_store = 3,         ///< the store could not be read or written
  exit_name = 4,          ///< no such store or study, or the name is taken
  exit_state = 5,         ///< the study's state forbids it: another driver runs it, it has ended
  exit_internal = 6,      ///< anything else that the library could not do
  exit_interrupted = 130  ///< interrupted; the same command goes on
};

/// Ends the program with a message and an exit code.
class Failure : public std::runtime_error {
 public:
  Failure(Exit code, const std::string& message) : std::runtime_error(message), code_(code) {}
  Exit code() const noexcept { return code_; }

 private:
  Exit code_;
};

/// \throws Failure where no trainer's command was written.
[[noreturn]] void throw_missing_trainer();

/// The exit code for a failed call of the library.
Exit exit_code_of(lode_status status);

/// Where most commands find their study.
struct StudyArguments {
  std::string store;
  std::string name;  ///< may be empty where the store holds one study
  bool json = false;
};

/// What --take-over says of itself.
constexpr const char* take_over_text =
    "End the lease of a driver that is certain to be gone but ran in another container or on another host";

/// Declares --store and --json.
void add_store_options(Declaration& declared, StudyArguments& arguments);
/// Declares the positional NAME too.
void add_study_options(Declaration& declared, StudyArguments& arguments);

/// A store, opened.
struct Session {
  /// \param options for the context and the store \throws Error
  Session(const std::string& address, const Options& options);
  /// A store that must exist. \throws Error
  explicit Session(const std::string& address);

  /// `given`, or the name of the only study. \throws Failure where there are several or none.
  std::string name_of_study(const std::string& given);
  /// Opens a study. \throws Failure naming the studies there are where it is not among them.
  Study open(const std::string& given);

  Context context;
  Store store;
};

/// The names of a store's studies.
std::vector<std::string> study_names(Store& store);

/// `pairs` of the form name=value. \param what a name is called in the refusal of one that is given twice.
/// \throws Failure naming the option, also where '=' is missing.
std::vector<std::pair<std::string, std::string>> split_pairs(const std::string& option,
                                                             const std::vector<std::string>& pairs,
                                                             const std::string& what);

/// Sets options from name=value texts. \throws Failure with exit_usage where one is unknown or bad.
void set_options(Options& options, const std::vector<std::string>& pairs);

}  // namespace lode::cli
