/// \file
/// Hyperparameters in a trainer's arguments and environment.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "study/launcher.h"

namespace lode::launch {

using Values = std::vector<std::pair<std::string, std::string>>;

/// `argument` with each `{name}` replaced by that hyperparameter's value, `{{` and `}}` by braces.
/// \throws Error(Code::argument) naming the argument: an unknown name (with the accepted ones), a brace
/// alone.
std::string fill_in(const std::string& argument, const Values& values);

/// What else a command may name: {lode.trial}, {lode.attempt}, {lode.resume_step}, {lode.resource} and
/// {lode.checkpoints}. A hyperparameter of such a name comes first.
Values own_values(const study::Job& job, const std::string& checkpoints);

/// The variable of a hyperparameter: LODE_HP_ and its name in upper case, every character but A-Z, 0-9 as
/// "_". Two names may come to the same variable ("a-b" and "a_b"): the later one in declaration order wins;
/// hyperparameters.json has both.
std::string variable_of(const std::string& hyperparameter);

}  // namespace lode::launch
