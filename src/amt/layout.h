/// \file
/// Where the parts of a request stand, in whichever of the accepted forms it came.
#pragma once

#include <optional>

#include "amt/node.h"
#include "amt/profile.h"

namespace lode::amt {

/// The parts of one document; borrowed from it.
struct Layout {
  Profile profile;
  bool bare;                     ///< HyperParameterTuningJobConfig alone
  Node root;                     ///< the document
  Node config;                   ///< HyperParameterTuningJobConfig: the document itself where bare
  std::optional<Node> training;  ///< the training job definition: the document itself where bare
  std::optional<Node> metrics;   ///< MetricDefinitions
};

/// Whether the document is HyperParameterTuningJobConfig alone: it lacks that key, but has one of its
/// members.
bool is_bare(const Json& document);

/// The training job definition of a document that is laid out; made where there is none.
Json& training_in(Json& document);

/// Validates the document, whose path is "$", against its form's shape and finds its parts.
/// \throws Error(Code::argument); Error(Code::unsupported) for what is valid but beyond this release.
Layout lay_out(const Node& document, Profile profile);

}  // namespace lode::amt
