/// \file
/// How much one study, and how many studies, a host allows: AMT's numbers, or its own. Unlike a study's
/// limits they belong to the context: they are looked at when a study is made, and say which option raises
/// them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/store.h"
#include "study/definition.h"

namespace lode::study {

/// Which numbers are in force where none is given: none, those of AMT's earlier guide, today's.
enum class QuotaPreset : std::int32_t { none = 0, amt_classic = 1, amt_current = 2 };

/// The options of quotas that others look at.
inline constexpr const char* quota_of_parameters = "context.quota.parameters";
inline constexpr const char* quota_of_values = "context.quota.categorical_values";
inline constexpr const char* quota_of_trials = "context.quota.trials";

/// A row of the table of quotas.
struct Quota {
  const char* option;  ///< "context.quota.trials": raises (or lowers) the number
  const char* what;    ///< "training jobs (MaxNumberOfTrainingJobs)"
  double classic;      ///< of QuotaPreset::amt_classic; 0: none
  double current;      ///< of QuotaPreset::amt_current; 0: none
  const char* text;    ///< what is counted, for the list of options
  /// What of it a study asks for; 0 where that is not said. nullptr: it is not a study's own (studies).
  double (*count)(const Definition& definition, QuotaPreset preset);
};

const std::vector<Quota>& quota_table();

/// What one parameter counts for quota_of_parameters. The earlier guide: "Every possible value in a
/// categorical hyperparameter counts against this limit."
double count_parameter(QuotaPreset preset, bool categorical, std::size_t values);

/// The texts of the option context.quotas.
const std::vector<const char*>& preset_words();

/// What a context allows.
class Quotas {
 public:
  /// \param numbers by Quota::option; those that are 0 or missing are the preset's
  explicit Quotas(QuotaPreset preset = QuotaPreset::none, std::map<std::string, double> numbers = {})
      : preset_(preset), numbers_(std::move(numbers)) {}

  QuotaPreset preset() const { return preset_; }
  /// The number in force; 0: none.
  double allowed(const Quota& quota) const;
  /// The same by the quota's option.
  double allowed(const char* option) const;
  /// Whether any number is in force.
  bool any() const;

  /// \throws Error(Code::limit) for the first quota that the study is past, with the option that raises it.
  void check(const Definition& definition) const;
  /// What a request leaves open is the quota's number, as in AMT: trials (but a grid's), run time; and one
  /// trial at a time, as AMT's SDK has it. From then on it is the study's own, among its choices.
  void complete(Definition& definition) const;
  /// \param others studies of the store that go on \throws Error(Code::limit) where there can be no more
  void check_studies(std::size_t others) const;
  /// Whether studies are counted.
  bool counts_studies() const;

 private:
  bool given(const Quota& quota) const;

  QuotaPreset preset_;
  std::map<std::string, double> numbers_;
};

/// Studies of the store that are InProgress or Stopping, without `except`.
std::size_t studies_going_on(store::Store& store, const std::string& except);

}  // namespace lode::study
