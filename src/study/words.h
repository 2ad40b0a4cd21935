/// \file
/// States and reasons as words: AMT's spelling where it has one. Events keep them so, and people read them
/// so.
#pragma once

#include <string>

#include "study/events.h"
#include "study/launcher.h"
#include "study/state.h"

namespace lode::study {

const char* word(Status status);
const char* word(TrialStatus status);
const char* word(Reason reason);
const char* word(Decision decision);
const char* word(Closing closing);
/// What ended the study, or is ending it: the closing's word, "MaxTrials", "SpaceExhausted"; "" while it goes
/// on.
const char* ended_by(const State& state);
/// When that was; 0 while it goes on.
double ended_by_at(const State& state);
/// AMT's SecondaryStatus of a training job.
const char* secondary_status(const Trial& trial);

/// The inverses. \throws Error(Code::store) for an unknown word.
TrialStatus trial_status_from(const std::string& word);
Reason reason_from(const std::string& word);
Decision decision_from(const std::string& word);
Closing closing_from(const std::string& word);

}  // namespace lode::study
