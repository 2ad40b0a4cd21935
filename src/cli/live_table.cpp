/// \file
/// The live display: finished trials scroll away above, a block at the bottom of the terminal is redrawn.
#include <algorithm>  // max, min
#include <ctime>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/progress.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

// ANSI control sequences.
constexpr const char* clear_line = "\x1b[2K";
constexpr const char* clear_below = "\x1b[J";

std::string up(std::size_t lines) { return lines > 0 ? "\x1b[" + std::to_string(lines) + "A" : ""; }

struct Screen {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

Screen screen() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, std::max<std::size_t>(size.ws_row, 8)};
}

std::string bar(std::uint64_t done, std::uint64_t all) {
  constexpr std::uint64_t cells = 24;
  const std::uint64_t full = all > 0 ? std::min(cells, cells * done / all) : 0;
  return "[" + std::string(full, '#') + std::string(cells - full, '-') + "]";
}

class LiveTable : public Progress {
 public:
  explicit LiveTable(const StudyFacts& facts) : facts_(facts), finished_(facts) {}

  void show(const Snapshot& snapshot, double elapsed) override {
    screen_ = screen();
    const auto news = finished_.news(snapshot);
    std::string text = erased();
    for (const auto& line : news) text += cut(line, screen_.columns) + "\n";
    std::cerr << text << draw(block(snapshot, elapsed)) << std::flush;
  }
  void say(const std::string& line) override { std::cerr << erased() << line << "\n" << std::flush; }
  void close() override { std::cerr << erased() << std::flush; }

 private:
  /// Takes the block away; the cursor is where it began.
  std::string erased() {
    const std::string text = "\r" + up(drawn_) + clear_below;
    drawn_ = 0;
    return text;
  }

  std::string draw(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += clear_line + cut(line, screen_.columns - 1) + "\n";
    drawn_ = lines.size();
    return text;
  }

  std::vector<std::string> block(const Snapshot& snapshot, double elapsed) {
    std::vector<std::string> lines = {head(snapshot.counters(), elapsed), best_line(snapshot)};
    std::vector<std::string> running;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
      const lode_trial_info info = snapshot[i].info();
      if (!finished(info) && info.status != LODE_TRIAL_PAUSED)
        running.push_back(running_line(snapshot[i], info));
    }
    const std::size_t room =
        screen_.rows - lines.size() - 2;  // a block higher than the screen cannot be redrawn
    if (running.size() > room) {
      const std::size_t hidden = running.size() - room + 1;
      running.resize(room - 1);
      running.push_back("  ... and " + std::to_string(hidden) + " more");
    }
    lines.insert(lines.end(), running.begin(), running.end());
    return lines;
  }

  std::string head(const lode_counters& c, double elapsed) const {
    const std::uint64_t failed = c.retryable_error + c.non_retryable_error;
    const std::uint64_t done = c.completed + c.stopped + failed;
    std::string line = facts_.name + "  ";
    if (facts_.max_trials > 0) line += bar(done, facts_.max_trials) + "  ";
    line += std::to_string(done);
    if (facts_.max_trials > 0) line += "/" + std::to_string(facts_.max_trials);
    line += " trials  running " + std::to_string(c.in_progress);
    if (c.paused > 0) line += "  paused " + std::to_string(c.paused);
    if (failed > 0) line += "  failed " + std::to_string(failed);
    return line + "  " + duration(elapsed);
  }

  std::string best_line(const Snapshot& snapshot) const {
    const auto best = snapshot.best();
    if (!best)
      return "  best: none yet (" + std::string(facts_.maximize ? "maximize " : "minimize ") + facts_.metric +
             ")";
    return "  best: trial " + std::to_string(best->number()) + "  " + facts_.metric + "=" +
           objective_text(best->info()) + "  " + tuned_line(facts_, *best);
  }

  std::string running_line(const TrialView& trial, const lode_trial_info& info) const {
    const double now = static_cast<double>(std::time(nullptr));
    std::string line = "  trial " + std::to_string(info.number) + "  " +
                       (info.started > 0 ? duration(now - info.started) : std::string("starting"));
    if (info.report_count > 0) {
      const lode_report last = trial.report(static_cast<std::size_t>(info.report_count - 1));
      line += "  " + std::string(last.metric) + "=" + short_number(last.value) + " (step " +
              std::to_string(last.step) + ")";
    }
    return line + "  " + tuned_line(facts_, trial);
  }

  const StudyFacts& facts_;
  FinishedTrials finished_;
  Screen screen_;
  std::size_t drawn_ = 0;  ///< lines of the block that is on the screen
};

}  // namespace

std::unique_ptr<Progress> make_live_table(const StudyFacts& facts) {
  return std::make_unique<LiveTable>(facts);
}

}  // namespace lode::cli
