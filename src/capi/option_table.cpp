// The one table of options: lode_option_describe, `lode options` and the checks read it.

#include "base/text.h"
#include "capi/options.h"
#include "strategy/options.h"
#include "study/quotas.h"
#include "study/settings.h"

namespace lode::capi {

namespace {

const Option general[] = {
    {"context.threads", LODE_OPTION_INTEGER, "1", 1, 1024,
     "Threads that a computation of a model may use, the caller's among them; all studies and models of the "
     "context share "
     "them. The same seed gives the same trials with any number."},
    {"context.device", LODE_OPTION_TEXT, "cpu", 0, 0,
     "What models are computed on: 'cpu'; 'cuda', the first CUDA device, or 'cuda:1' and so on; 'auto', a "
     "device for what it is "
     "expected to be faster at and the CPU for the rest. lode devices lists what there is."},
    {"context.device_memory", LODE_OPTION_INTEGER, "0", 0, 1 << 24,
     "Device memory that models may use at a time, in MiB; 0: what is free when the context is made."},
    {"context.portable", LODE_OPTION_BOOLEAN, "false", 0, 1,
     "Compute models with arithmetic that does not depend on the processor, on the CPU alone: the same seed "
     "and history then give the same trials, bit for bit, on every x86-64 machine with the same release of "
     "Lode. A proposal takes up to twice as long."},
    {"context.slots", LODE_OPTION_INTEGER, "0", 0, 4294967295,
     "Slots that the trials of all studies of the context share; a trial takes study.slots_per_trial of "
     "them, "
     "or its instances. 0: no such limit."},
    {"context.quotas", LODE_OPTION_TEXT, "none", 0, 0,
     "Which quotas hold for studies that are made: 'none'; 'amt-classic', the limits of AMT's earlier guide; "
     "'amt-current', today's. Each number can be replaced by its context.quota option."},
    {"store.create", LODE_OPTION_BOOLEAN, "true", 0, 1, "Make the store's file where it does not exist."},
    {"store.busy_seconds", LODE_OPTION_REAL, "30", 0, 86400,
     "How long to wait for another process's transaction, in seconds."},
    {"json.profile", LODE_OPTION_TEXT, "lode", 0, 0,
     "How strictly JSON is checked: 'lode' (syntax, types, bounds), or 'amt' (also AMT's required fields, "
     "patterns and limits)."},
    {"launch.directory", LODE_OPTION_TEXT, "trials", 0, 0,
     "Folder that holds a folder for each trial of a local launcher."},
    {"launch.grace_seconds", LODE_OPTION_REAL, "120", 0, 86400,
     "Time between SIGTERM and SIGKILL for a trial that is to end, in seconds."},
    {"launch.sigterm_preempts", LODE_OPTION_BOOLEAN, "false", 0, 1,
     "Whether a trial that a SIGTERM not of Lode's ends was taken away, as schedulers do it, and is started "
     "again; else it "
     "counts as stopped by a person."},
    {"launch.resume_command", LODE_OPTION_TEXT, "", 0, 0,
     "Program and arguments, as one writes them in a shell, of a trial that goes on from where it was "
     "paused; "
     "empty: those of every trial. Nothing is expanded but {name}, as in those."},
    {"gp.restarts", LODE_OPTION_INTEGER, "4", 0, 100,
     "Random starts of the hyperparameter fit of lode_gp_fit, beside the one from the prior."},
    {"gp.iterations", LODE_OPTION_INTEGER, "100", 1, 10000,
     "Most steps of each start of that fit; from 500 observations on at most 10 on all of them."},
    {"gp.seed", LODE_OPTION_INTEGER, "0", 0, 4294967295, "Seed of the random starts of that fit."},
};

lode_option_type type_of(study::SettingType type) {
  switch (type) {
    case study::SettingType::integer:
      return LODE_OPTION_INTEGER;
    case study::SettingType::real:
      return LODE_OPTION_REAL;
    case study::SettingType::boolean:
      return LODE_OPTION_BOOLEAN;
    case study::SettingType::choice:
      break;
  }
  return LODE_OPTION_TEXT;
}

/// "Trials of a study. ... amt-classic: 500, amt-current: 750; 0: as context.quotas has it."
Option option_of(const study::Quota& quota) {
  const auto number = [](double value) { return value > 0 ? to_text(value) : std::string("none"); };
  return {quota.option,
          LODE_OPTION_INTEGER,
          "0",
          0,
          4294967295,
          quota.text + (" amt-classic: " + number(quota.classic)) +
              ", amt-current: " + number(quota.current) + "; 0: as context.quotas has it."};
}

Option option_of(const study::Setting& s) {
  const bool is_choice = s.type == study::SettingType::choice;
  std::string text = s.text;
  if (is_choice) text += " Accepted: " + study::accepted(s) + ".";
  if (*s.amt != '\0') text += " AMT: " + std::string(s.amt) + ".";
  return {s.name,
          type_of(s.type),
          study::setting_text(s, study::setting_fallback(s)),
          is_choice ? 0 : s.low,
          is_choice ? 0 : s.high,
          text};
}

std::vector<Option> make_table() {
  std::vector<Option> table(std::begin(general), std::end(general));
  for (const auto& quota : study::quota_table()) table.push_back(option_of(quota));
  for (const auto& o : strategy::bayesian_options)
    table.push_back({o.name, o.integer ? LODE_OPTION_INTEGER : LODE_OPTION_REAL, to_text(o.fallback), o.low,
                     o.high, o.text});
  for (const auto& setting : study::settings()) table.push_back(option_of(setting));
  return table;
}

}  // namespace

const std::vector<Option>& option_table() {
  static const std::vector<Option> table = make_table();
  return table;
}

}  // namespace lode::capi
