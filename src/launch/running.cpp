#include "launch/running.h"

#include <signal.h>
#include <unistd.h>  // unlink

#include "base/error.h"
#include "base/text.h"
#include "launch/pid_file.h"
#include "launch/verdict.h"

namespace lode::launch {

namespace {

constexpr std::size_t bytes_a_poll = 1 << 20;  // of each file: a chatty trial must not hold up the others
constexpr std::size_t tail_lines = 5;
constexpr std::size_t tail_bytes = 160;  // of each line

/// What a person reads where a trial was stopped.
const char* words_for(study::Reason reason) {
  switch (reason) {
    case study::Reason::early_stopping:
      return "stopped early";
    case study::Reason::time_limit:
      return "stopped at its time limit";
    case study::Reason::wait_limit:
      return "stopped as it took longer than it may, waiting included";
    case study::Reason::study_end:
      return "stopped because the study ended";
    default:
      return "stopped on request";
  }
}

std::string numbered(const std::string& stem, std::int32_t attempt, const std::string& extension) {
  return attempt <= 1 ? stem + extension : stem + "-" + std::to_string(attempt) + extension;
}

std::string beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0u) == 0x80)
    --bytes;  // not inside a character
  return std::string(text.substr(0, bytes)) + "...";
}

}  // namespace

bool is_refusal(Code code) {
  return code == Code::state || code == Code::argument || code == Code::not_found || code == Code::exists;
}

TrialFiles files_of(const std::string& directory, const std::string& name, std::int32_t attempt) {
  const std::string base = directory + "/" + name;
  return {base,
          base + "/hyperparameters.json",
          base + "/" + numbered("log", attempt, ".txt"),
          base + "/" + numbered("metrics", attempt, ".jsonl"),
          base + "/checkpoints",
          pid_file_in(base)};
}

RunningTrial::RunningTrial(Source source, MetricReader reader, Process process)
    : source_(std::move(source)),
      reader_(std::move(reader)),
      log_(source_.files.log, source_.log_start),
      metrics_(source_.files.metrics, source_.metrics_start),
      process_(std::move(process)) {}

bool RunningTrial::poll(study::TrialSink& sink) {
  if (ending_) return tell(sink);
  const bool ended = notice_exit();  // before reading: what it wrote last is in the files by then
  enforce_grace();
  if (!read(sink) || !ended) return false;
  const auto log_line = [&](const Line& line) { read_log_line(line, sink); };
  const auto metric_line = [&](const Line& line) { read_metric_line(line, sink); };
  log_.finish(log_line);
  metrics_.finish(metric_line);
  collect();
  return tell(sink);
}

void RunningTrial::cancel(study::Reason reason) {
  if (cancelled_ || notice_exit()) return;
  cancelled_ = reason;
  kill_at_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                std::chrono::duration<double>(source_.grace_seconds));
  process_.signal(SIGTERM);
  process_.signal(SIGCONT);  // a suspended process would not see it
}

bool RunningTrial::read(study::TrialSink& sink) {
  const auto log_line = [&](const Line& line) { read_log_line(line, sink); };
  const auto metric_line = [&](const Line& line) { read_metric_line(line, sink); };
  const bool log_done = log_.read(bytes_a_poll, log_end_, log_line);
  const bool metrics_done = metrics_.read(bytes_a_poll, metrics_end_, metric_line);
  for (const auto* file : {&log_, &metrics_})
    if (file->problem()) warn_once(file->path(), *file->problem(), sink);
  return log_done && metrics_done;
}

void RunningTrial::read_log_line(const Line& line, study::TrialSink& sink) {
  if (line.text.find_first_not_of(" \t") != std::string_view::npos) {
    tail_.push_back(beginning(line.text, tail_bytes));
    if (tail_.size() > tail_lines) tail_.pop_front();
  }
  for (auto& found : reader_.read(line.text)) {
    if (found.value)
      report(study::Report{found.metric, *found.value}, sink);
    else
      warn_once("value of " + found.metric,
                "metric '" + found.metric + "': line " + std::to_string(line.number) + " of the log gives '" +
                    beginning(found.text, tail_bytes) + "': " + *why_no_number(found.text),
                sink);
  }
}

void RunningTrial::read_metric_line(const Line& line, study::TrialSink& sink) {
  if (line.text.find_first_not_of(" \t") == std::string_view::npos) return;
  const std::string where = "line " + std::to_string(line.number) + " of " + metrics_.path();
  std::optional<study::Report> found;
  try {
    if (line.cut) throw Error(Code::argument, "longer than " + std::to_string(longest_line) + " bytes");
    found = metric_lines_.read(line.text);
  } catch (const Error& e) {
    warn_once("metric line", where + " is ignored: " + e.what() + " (further such lines are not told)", sink);
    return;
  }
  if (!metric_lines_.ignored().empty())
    warn_once("metric key", where + ": unknown key " + one_of(metric_lines_.ignored()) + " is ignored", sink);
  report(std::move(*found), sink);
}

void RunningTrial::report(study::Report report, study::TrialSink& sink) {
  report.attempt = source_.attempt;
  study::Decision decision = study::Decision::go_on;
  try {
    decision = sink.report(source_.trial, report);
  } catch (const Error& e) {
    if (!is_refusal(e.code())) throw;
    warn_once("report", "metric '" + report.metric + "' was not taken: " + e.what(), sink);
  }
  if (decision != study::Decision::go_on) cancel(study::Reason::early_stopping);
}

bool RunningTrial::notice_exit() {
  if (exited_ || !process_.exited()) return exited_;
  exited_ = true;
  process_.signal(SIGKILL);  // what it left running in its group
  log_end_ = size_of(log_.path());
  metrics_end_ = size_of(metrics_.path());
  return true;
}

void RunningTrial::enforce_grace() {
  if (exited_ || !kill_at_ || Clock::now() < *kill_at_) return;
  process_.signal(SIGKILL);
  killed_ = true;
  kill_at_.reset();
}

void RunningTrial::collect() {
  ending_ = ending_of(process_.reap());
  unlink(source_.files.pid.c_str());
}

study::Ending RunningTrial::ending_of(const Exit& exit) const {
  study::Ending ending;
  if (cancelled_) {
    ending = {study::TrialStatus::stopped, *cancelled_, 0, words_for(*cancelled_)};
    if (killed_)
      ending.message += "; killed, as it ran on for " + to_text(source_.grace_seconds) + " s after SIGTERM";
  } else {
    ending = verdict(exit, {source_.memory.killed(), source_.sigterm_preempts});
  }
  if (ending.status == study::TrialStatus::failed) {
    if (!source_.hint.empty()) ending.message += "; " + source_.hint;
    ending.message += last_lines();
  }
  ending.attempt = source_.attempt;
  return ending;
}

bool RunningTrial::tell(study::TrialSink& sink) {
  if (cancelled_ == study::Reason::preempted) return true;
  try {
    sink.ended(source_.trial, *ending_);
  } catch (const Error& e) {
    if (!is_refusal(e.code())) throw;
    warn_once("ending", std::string("its end was not taken: ") + e.what(), sink);
  }
  return true;
}

void RunningTrial::warn_once(const std::string& kind, const std::string& text, study::TrialSink& sink) {
  if (warned_.insert(kind).second) sink.warn(source_.trial, text);
}

std::string RunningTrial::last_lines() const {
  std::string text = tail_.empty() ? "" : "; its log ends:";
  for (const auto& line : tail_) text += "\n" + line;
  return text;
}

}  // namespace lode::launch
