/// \file
/// The study that `lode run` drives: made from its document, or found in the store.
#pragma once

#include <string>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/document.h"

namespace lode::cli {

struct FoundStudy {
  Study study;
  bool resumed;  ///< it was in the store already
};

/// A study that is not in the store yet is made in memory first, and meets its launcher there: a document
/// that is refused leaves neither a study nor a store behind. \throws as create_or_open() and Launcher do
void rehearse_new(const std::string& address, const Document& document, const std::string& name,
                  const Options& options, const Trainer& trainer);

/// Makes the study, or opens the one of that name. \throws Failure(exit_name) where that one was made from
/// another document or with other options; Error where the document is bad
FoundStudy create_or_open(Session& session, const Document& document, const std::string& name,
                          const Options& options);

}  // namespace lode::cli
