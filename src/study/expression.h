/// \file
/// Regular expressions (RE2 syntax), compiled or refused with what is wrong. Documents are checked by the
/// same functions as launchers use.
#pragma once

#include <memory>
#include <string>

namespace re2 {
class RE2;
}

namespace lode::study {

/// Compiles an expression. \throws Error(Code::argument) naming `what`, the expression, what is wrong and
/// where.
std::shared_ptr<const re2::RE2> compile(const std::string& what, const std::string& regex);

/// The same for the expression of a metric, whose first group is the value. \throws Error(Code::argument)
/// also where it has no group.
std::shared_ptr<const re2::RE2> compile_metric(const std::string& what, const std::string& regex);

}  // namespace lode::study
