#include "study/sink.h"

namespace lode::study {

void StudySink::started(std::uint64_t trial, std::int32_t attempt, const std::string& directory) {
  study_.started(trial, attempt, directory);
}

Decision StudySink::report(std::uint64_t trial, const Report& report) {
  waiting_.emplace_back(trial, report);
  const auto found = decisions_.find(trial);
  return found == decisions_.end() ? Decision::go_on : found->second;
}

void StudySink::ended(std::uint64_t trial, const Ending& ending) {
  flush();
  decisions_.erase(trial);
  study_.tell(trial, ending, std::nullopt);
}

void StudySink::warn(std::uint64_t trial, const std::string& text) {
  study_.log({LogTopic::advice, {study_.name(), std::to_string(trial), text}});
}

void StudySink::flush() {
  if (waiting_.empty()) return;
  const auto decisions = study_.report_all(waiting_);
  for (std::size_t i = 0; i < waiting_.size(); ++i) decisions_[waiting_[i].first] = decisions[i];
  waiting_.clear();
}

}  // namespace lode::study
