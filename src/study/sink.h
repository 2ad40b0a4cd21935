/// \file
/// A study as a launcher sees it. Reports are gathered and written together, in one transaction, before a
/// trial's end, and when the launcher has nothing more at hand: a trainer's hundred lines cost one flush to
/// disk, not a hundred.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "study/launcher.h"
#include "study/study.h"

namespace lode::study {

/// One thread at a time. Reports that were not flushed are lost with it, like the lines that were not read
/// yet.
class StudySink : public TrialSink {
 public:
  explicit StudySink(Study& study) : study_(study) {}

  void started(std::uint64_t trial, std::int32_t attempt, const std::string& directory) override;
  /// \return what was decided when this trial's reports were last written.
  Decision report(std::uint64_t trial, const Report& report) override;
  void ended(std::uint64_t trial, const Ending& ending) override;
  void warn(std::uint64_t trial, const std::string& text) override;

  void flush();

 private:
  Study& study_;
  std::vector<std::pair<std::uint64_t, Report>> waiting_;
  std::map<std::uint64_t, Decision> decisions_;
};

}  // namespace lode::study
