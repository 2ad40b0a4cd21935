#include "launch/local.h"

#include <algorithm>  // none_of
#include <cerrno>
#include <cstring>  // strerror
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>  // environ, access

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "launch/descriptor.h"
#include "launch/metrics.h"
#include "launch/pid_file.h"
#include "launch/template.h"

namespace lode::launch {

namespace {

namespace fs = std::filesystem;

using Environment = std::map<std::string, std::string>;

constexpr double earlier_grace = 5;  // seconds; a driver was killed, so its trials are already lost

Environment inherited_environment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos) environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return environment;
}

std::string absolute(const std::string& base, const std::string& path) {
  return (fs::path(base) / path).lexically_normal().string();
}

[[noreturn]] void platform_failure(const std::string& what, int number) {
  throw StartFailure{study::Reason::platform_error, what + ": " + std::strerror(number)};
}

void check_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
    throw StartFailure{study::Reason::trial_error, "the trial's name '" + name + "' is not fit for a folder"};
}

void write_hyperparameters(const std::string& path, const study::Job& job) {
  Json object = Json::object();
  for (const auto& [name, value] : job.hyperparameters) object[name] = value;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << object.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  file.close();
  if (!file) platform_failure("cannot write " + path, errno);
}

/// An earlier run of the same attempt may have been cut off within a line; what follows must not continue it.
void end_last_line(const std::string& path) {
  const auto size = size_of(path);
  if (size == 0) return;
  const Descriptor file(open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK));
  char last = '\n';
  if (file.get() < 0 || pread(file.get(), &last, 1, static_cast<off_t>(size) - 1) != 1 || last == '\n')
    return;
  if (write(file.get(), "\n", 1) != 1) platform_failure("cannot write " + path, errno);
}

/// The file that `name` means: as the shell does it, but relative to where the driver was started.
std::string find_program(const std::string& name, const std::string& here, const Environment& environment) {
  if (name.find('/') != std::string::npos) return absolute(here, name);
  const auto path = environment.find("PATH");
  std::string rest = path == environment.end() ? "/usr/local/bin:/usr/bin:/bin" : path->second;
  while (true) {
    const auto colon = rest.find(':');
    const std::string file = absolute(here, rest.substr(0, colon) + "/" + name);
    if (fs::is_regular_file(fs::status(file)) && access(file.c_str(), X_OK) == 0) return file;
    if (colon == std::string::npos) break;
    rest.erase(0, colon + 1);
  }
  throw StartFailure{study::Reason::trial_error,
                     "cannot start '" + name + "': " + std::strerror(ENOENT) + " (not found in PATH)"};
}

/// Trials run in folders of their own, so a relative path on the command line no longer leads to its file.
/// Said only where the trial fails: whether an argument is a path at all is the trainer's matter.
std::string relative_path_hint(const std::vector<std::string>& arguments, const TrialFiles& files,
                               const std::string& here) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const fs::path path(arguments[i]);
    std::error_code ignored;
    if (arguments[i].empty() || path.is_absolute() || !fs::is_regular_file(here / path, ignored) ||
        fs::exists(files.directory / path, ignored))
      continue;
    return "the argument '" + arguments[i] + "' names a file relative to " + here +
           ", but trials run in their own folder: give its full path";
  }
  return "";
}

void add_lode_variables(const study::Job& job, const TrialFiles& files, Environment& environment) {
  environment["LODE_STUDY"] = job.study;
  environment["LODE_TRIAL"] = std::to_string(job.trial);
  environment["LODE_TRIAL_NAME"] = job.name;
  environment["LODE_ATTEMPT"] = std::to_string(job.attempt);
  environment["LODE_METRICS"] = files.metrics;
  environment["LODE_HYPERPARAMETERS"] = files.hyperparameters;
  for (const auto& [name, value] : job.hyperparameters) environment[variable_of(name)] = value;
}

/// Tells the study; what it refuses (somebody else has ended the trial) is a warning.
template <class Call>
void tell(const study::Job& job, study::TrialSink& sink, Call call) {
  try {
    call();
  } catch (const Error& e) {
    if (!is_refusal(e.code())) throw;
    sink.warn(job.trial, e.what());
  }
}

void tell_failed(const study::Job& job, study::Reason reason, const std::string& message,
                 study::TrialSink& sink) {
  tell(job, sink, [&] { sink.ended(job.trial, {study::TrialStatus::failed, reason, job.attempt, message}); });
}

}  // namespace

LocalLauncher::LocalLauncher(std::vector<std::string> command, LocalOptions options)
    : command_(std::move(command)),
      here_(fs::current_path().string()),
      directory_(absolute(here_, options.directory)),
      grace_seconds_(options.grace_seconds),
      environment_(inherited_environment()) {
  if (command_.empty() || command_.front().empty())
    throw Error(Code::argument, "command: empty; it must be a program and its arguments");
  if (options.directory.empty()) throw Error(Code::argument, "directory: empty; it must be a folder's path");
  if (!(grace_seconds_ >= 0 && grace_seconds_ <= 1e8))
    throw Error(Code::argument,
                "grace_seconds: " + to_text(grace_seconds_) + "; it must be from 0 to 1e8 seconds");
}

LocalLauncher::~LocalLauncher() = default;

void LocalLauncher::add_metric(const std::string& name, const std::string& regex) {
  if (name.empty()) throw Error(Code::argument, "metric name: empty");
  MetricReader({{name, regex}});  // refuses what is not fit
  std::erase_if(metrics_, [&](const auto& metric) { return metric.name == name; });
  metrics_.push_back({name, regex});
}

void LocalLauncher::launch(const study::Job& job, study::TrialSink& sink) {
  if (running_.contains(job.trial)) {
    sink.warn(job.trial, "runs already; it is not started twice");
    return;
  }
  try {
    running_[job.trial] = start(job, sink);  // nothing is inserted where start throws
  } catch (const StartFailure& e) {
    return tell_failed(job, e.reason, e.message, sink);
  } catch (const fs::filesystem_error& e) {
    const std::string message = "cannot make " + e.path1().string() + ": " + e.code().message();
    return tell_failed(job, study::Reason::platform_error, message, sink);
  } catch (const Error& e) {
    return tell_failed(job, study::Reason::trial_error, e.what(), sink);
  }
  tell(job, sink, [&] { sink.started(job.trial, job.attempt, absolute(directory_, job.name)); });
}

void LocalLauncher::poll(study::TrialSink& sink) {
  std::vector<std::uint64_t> trials;  // a copy: the sink's host may launch the next trial from within
  for (const auto& entry : running_) trials.push_back(entry.first);
  for (const auto trial : trials)
    if (running_.at(trial)->poll(sink)) running_.erase(trial);
}

void LocalLauncher::cancel(std::uint64_t trial, study::Reason reason, study::TrialSink&) {
  const auto found = running_.find(trial);
  if (found != running_.end()) found->second->cancel(reason);
}

std::unique_ptr<RunningTrial> LocalLauncher::start(const study::Job& job, study::TrialSink& sink) const {
  check_name(job.name);
  const auto files = files_of(directory_, job.name, job.attempt);
  MetricReader reader(metrics_of(job));
  const auto plan = plan_of(job, files);
  fs::create_directories(files.directory);
  if (!end_earlier(files.pid, std::min(earlier_grace, grace_seconds_)))
    throw StartFailure{study::Reason::platform_error, "an earlier process of this trial cannot be ended"};
  write_hyperparameters(files.hyperparameters, job);
  end_last_line(files.log);
  end_last_line(files.metrics);
  for (const auto& advice : reader.advice()) sink.warn(job.trial, advice);
  RunningTrial::Source source{.trial = job.trial,
                              .attempt = job.attempt,
                              .files = files,
                              .log_start = size_of(files.log),
                              .metrics_start = size_of(files.metrics),
                              .grace_seconds = grace_seconds_,
                              .hint = relative_path_hint(plan.arguments, files, here_)};
  return std::make_unique<RunningTrial>(std::move(source), std::move(reader), Process::start(plan));
}

std::vector<study::MetricDefinition> LocalLauncher::metrics_of(const study::Job& job) const {
  std::vector<study::MetricDefinition> metrics = metrics_;
  for (const auto& metric : job.metrics) {
    const auto same = [&](const auto& own) { return own.name == metric.name; };
    if (std::none_of(metrics_.begin(), metrics_.end(), same)) metrics.push_back(metric);
  }
  return metrics;
}

ProcessPlan LocalLauncher::plan_of(const study::Job& job, const TrialFiles& files) const {
  ProcessPlan plan;
  for (const auto& argument : command_) plan.arguments.push_back(fill_in(argument, job.hyperparameters));
  Environment environment = environment_;
  environment.try_emplace("PYTHONUNBUFFERED",
                          "1");  // else Python's output, metrics included, comes only at the end
  for (const auto& [name, value] : job.environment) environment[name] = value;
  add_lode_variables(job, files, environment);
  plan.program = find_program(plan.arguments.front(), here_, environment);
  for (const auto& [name, value] : environment) plan.environment.push_back(name + "=" + value);
  plan.directory = files.directory;
  plan.log = files.log;
  plan.pid_file = files.pid;
  return plan;
}

}  // namespace lode::launch
