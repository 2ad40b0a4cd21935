/// \file
/// How far trials are trained, in a request: HyperbandStrategyConfig and TrainingJobEarlyStoppingType.
#pragma once

#include "amt/layout.h"
#include "study/definition.h"

namespace lode::amt {

/// \pre the strategy is read
void read_hyperband(const Layout& layout, study::Definition& definition);
void read_early_stopping(const Layout& layout, study::Definition& definition);
/// AMT's limit on epochs holds for those of a static hyperparameter too, where Hyperband goes by them.
/// \pre the static ones are read
void check_static_epochs(const Layout& layout, study::Definition& definition);

/// The rule as TrainingJobEarlyStoppingType has it; "Curve" is Lode's.
const char* stopping_type(study::StoppingRule rule);

}  // namespace lode::amt
