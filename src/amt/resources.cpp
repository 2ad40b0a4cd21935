#include "amt/resources.h"

#include <array>

#include "amt/request.h"
#include "base/error.h"
#include "strategy/strategy.h"
#include "study/stopping.h"

namespace lode::amt {

namespace {

/// AMT's, of Hyperband's resources: in its words, not in its shapes.
constexpr std::uint64_t most_epochs = 20000;

constexpr const char* stopping_types[] = {"Off", "Auto", "Curve"};  // in the order of study::StoppingRule

bool halves(const study::Definition& definition) {
  return strategy::find_strategy(definition.strategy).rungs;
}

}  // namespace

const char* stopping_type(study::StoppingRule rule) { return stopping_types[static_cast<std::size_t>(rule)]; }

void read_hyperband(const Layout& layout, study::Definition& definition) {
  const auto given = layout.config.find_path({"StrategyConfig", "HyperbandStrategyConfig"});
  if (!given) return;
  if (!halves(definition))
    refuse(*given, "nothing here with Strategy " + definition.strategy + ", only with Hyperband");
  if (const auto node = given->find("MinResource")) definition.hyperband.min_resource = whole(*node);
  const auto most = given->find("MaxResource");
  if (!most) return;
  definition.hyperband.max_resource = whole(*most);
  if (layout.profile == Profile::amt && whole(*most) > most_epochs)
    refuse(*most, "at most " + std::to_string(most_epochs) + " epochs");
}

void read_early_stopping(const Layout& layout, study::Definition& definition) {
  const auto node = layout.config.find("TrainingJobEarlyStoppingType");
  for (std::int32_t i = 0; node && i < 3; ++i)
    if (node->text() == stopping_types[i])
      definition.early_stopping.rule = static_cast<study::StoppingRule>(i);
}

void check_static_epochs(const Layout& layout, study::Definition& definition) {
  if (layout.profile != Profile::amt || !halves(definition) || definition.hyperband.max_resource > 0) return;
  if (study::static_epochs(definition).value_or(0) > most_epochs)
    refuse(layout.training->at("StaticHyperParameters"),
           "at most " + std::to_string(most_epochs) + " epochs with Strategy Hyperband");
}

void check_resources(const study::Definition& given) {
  if (given.request.empty() || !halves(given)) return;
  const std::string config = is_bare(parse_json(given.request)) ? "$" : "$.HyperParameterTuningJobConfig";
  const std::string hyperband = config + ".StrategyConfig.HyperbandStrategyConfig";
  const std::uint64_t min = given.hyperband.min_resource;
  const std::uint64_t max = study::with_resources(given).hyperband.max_resource;
  if (max == 0)
    throw Error(Code::argument, hyperband +
                                    ".MaxResource: missing; accepted: an integer of at least 1, the epochs "
                                    "(or other steps) of a whole trial, here or as the static "
                                    "hyperparameter epochs, numepochs, n-epochs, n_epochs or num_epochs");
  if (min > max)
    throw Error(Code::argument, hyperband + ".MinResource: given " + std::to_string(min) +
                                    "; accepted: an integer from 1 to MaxResource, " + std::to_string(max));
  if (given.early_stopping.rule != study::StoppingRule::off)
    throw Error(Code::argument,
                config + ".TrainingJobEarlyStoppingType: given \"" +
                    stopping_type(given.early_stopping.rule) +
                    "\"; accepted: 'Off' with Strategy Hyperband, which stops trials by itself");
}

}  // namespace lode::amt
