#include "cli/progress.h"

#include <iostream>

namespace lode::cli {

std::vector<std::string> FinishedTrials::news(const Snapshot& snapshot) {
  std::vector<std::string> lines;
  const auto best = snapshot.best();
  for (std::size_t i = 0; i < snapshot.size(); ++i) {
    const TrialView trial = snapshot[i];
    if (!finished(trial.info()) || !shown_.insert(i).second || first_) continue;
    lines.push_back(trial_line(facts_, trial, best && best->number() == i));
  }
  first_ = false;
  return lines;
}

namespace {

class PlainLines : public Progress {
 public:
  explicit PlainLines(const StudyFacts& facts) : finished_(facts) {}
  void show(const Snapshot& snapshot, double) override {
    for (const auto& line : finished_.news(snapshot)) say(line);
  }
  void say(const std::string& line) override { std::cerr << line << std::endl; }
  void close() override {}

 private:
  FinishedTrials finished_;
};

class Silence : public Progress {
 public:
  void show(const Snapshot&, double) override {}
  void say(const std::string& line) override { std::cerr << line << std::endl; }
  void close() override {}
};

}  // namespace

std::unique_ptr<Progress> make_plain_lines(const StudyFacts& facts) {
  return std::make_unique<PlainLines>(facts);
}

std::unique_ptr<Progress> make_silence() { return std::make_unique<Silence>(); }

}  // namespace lode::cli
