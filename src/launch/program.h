/// \file
/// The program that a command names.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lode::launch {

/// `path`, where it is relative, from `base`.
std::string absolute(const std::string& base, const std::string& path);

/// The file that `name` means: as the shell does it, with PATH of `environment`, but relative to `here`.
/// \param here the driver's working directory \throws StartFailure where PATH has no such program
std::string find_program(const std::string& name, const std::string& here,
                         const std::map<std::string, std::string>& environment);

/// Refuses a file that cannot be started. \throws Error(Code::argument) naming it and the reason
void check_program(const std::string& file);

/// Trials run in folders of their own, so a relative path on the command line no longer leads to its file.
/// What to say of such an argument where the trial fails; empty where there is none. Whether an argument is a
/// path at all is the trainer's matter.
std::string relative_path_hint(const std::vector<std::string>& arguments, const std::string& directory,
                               const std::string& here);

}  // namespace lode::launch
