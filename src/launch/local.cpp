#include "launch/local.h"

#include <algorithm>  // min, none_of
#include <filesystem>
#include <unistd.h>  // environ

#include "base/error.h"
#include "base/text.h"
#include "launch/folder.h"
#include "launch/metrics.h"
#include "launch/pid_file.h"
#include "launch/program.h"
#include "launch/template.h"

namespace lode::launch {

namespace {

namespace fs = std::filesystem;

using Environment = std::map<std::string, std::string>;

Environment inherited_environment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos) environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return environment;
}

void check_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
    throw StartFailure{study::Reason::trial_error, "the trial's name '" + name + "' is not fit for a folder"};
}

void add_lode_variables(const study::Job& job, const TrialFiles& files, Environment& environment) {
  environment["LODE_STUDY"] = job.study;
  environment["LODE_TRIAL"] = std::to_string(job.trial);
  environment["LODE_TRIAL_NAME"] = job.name;
  environment["LODE_ATTEMPT"] = std::to_string(job.attempt);
  environment["LODE_RESUME_STEP"] = std::to_string(job.resume_step);
  if (job.resource > 0) environment["LODE_RESOURCE"] = std::to_string(job.resource);
  environment["LODE_METRICS"] = files.metrics;
  environment["LODE_CHECKPOINTS"] = files.checkpoints;
  environment["LODE_HYPERPARAMETERS"] = files.hyperparameters;
  for (const auto& [name, value] : job.hyperparameters) environment[variable_of(name)] = value;
}

/// Tells the study; what it refuses (somebody else has ended the trial) is a warning. \return whether it took
/// it
template <class Call>
bool tell(const study::Job& job, study::TrialSink& sink, Call call) {
  try {
    call();
    return true;
  } catch (const Error& e) {
    if (!is_refusal(e.code())) throw;
    sink.warn(job.trial, e.what());
    return false;
  }
}

/// The study's expressions one by one, so that the error says which.
void check_definitions(const std::vector<study::MetricDefinition>& metrics) {
  std::vector<study::MetricDefinition> read;
  for (const auto& metric : metrics) {
    read.push_back(metric);
    try {
      MetricReader{read};
    } catch (const Error& e) {
      throw Error(e.code(), "MetricDefinitions[" + std::to_string(read.size() - 1) + "]: " + e.what());
    }
  }
}

/// What is known of the variables before a trial has its values: none may be longer than what the kernel
/// gives a program (MAX_ARG_STRLEN of Linux).
void check_variables(const study::Job& example) {
  constexpr std::size_t most = 131072 - 1;  // with the 0 at the end
  const auto check = [](const std::string& what, const std::string& variable, const std::string& value) {
    const std::size_t length = variable.size() + 1 + value.size();
    if (length <= most) return;
    throw Error(Code::argument, what + ": " + std::to_string(value.size()) + " bytes given; at most " +
                                    std::to_string(most - variable.size() - 1) +
                                    " accepted, as trainers get it as the variable " + variable);
  };
  for (const auto& [name, value] : example.hyperparameters)
    check("hyperparameter '" + name + "'", variable_of(name), value);
  for (const auto& [name, value] : example.environment) check("Environment '" + name + "'", name, value);
}

void tell_failed(const study::Job& job, study::Reason reason, const std::string& message,
                 study::TrialSink& sink) {
  tell(job, sink, [&] { sink.ended(job.trial, {study::TrialStatus::failed, reason, job.attempt, message}); });
}

/// What the machine could not do, for want of disk space or processes, is no attempt of the trial: it stays
/// due, and the run loop tries again after a pause.
void tell_not_started(const study::Job& job, const StartFailure& failure, study::TrialSink& sink) {
  if (failure.reason != study::Reason::platform_error)
    return tell_failed(job, failure.reason, failure.message, sink);
  sink.warn(job.trial, failure.message + "; it is tried again after a pause");
  tell_failed(job, study::Reason::preempted, failure.message, sink);
}

}  // namespace

/// All of an attempt but its process.
struct LocalLauncher::Prepared {
  RunningTrial::Source source;
  MetricReader reader;
  ProcessPlan plan;
};

LocalLauncher::LocalLauncher(std::vector<std::string> command, LocalOptions options)
    : command_(std::move(command)),
      resume_command_(std::move(options.resume_command)),
      here_(fs::current_path().string()),
      directory_(absolute(here_, options.directory)),
      grace_seconds_(options.grace_seconds),
      sigterm_preempts_(options.sigterm_preempts),
      memory_kills_(memory_kills_file(options.system_root)),
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
  if (name.empty()) throw Error(Code::argument, "metric name: empty; a metric's name accepted");
  MetricReader({{name, regex}});  // refuses what is not fit
  std::erase_if(metrics_, [&](const auto& metric) { return metric.name == name; });
  metrics_.push_back({name, regex});
}

void LocalLauncher::check(const study::Job& example) {
  check_definitions(example.metrics);
  check_variables(example);
  check_command(command_, example);
  try {
    if (!resume_command_.empty()) check_command(resume_command_, example);
  } catch (const Error& e) {
    throw Error(e.code(), std::string("launch.resume_command: ") + e.what());
  }
  check_directory(directory_);
}

void LocalLauncher::check_command(const std::vector<std::string>& command, const study::Job& job) const {
  try {
    const auto arguments = filled_in(command, job, "");
    // A program's name that hyperparameters are part of is known only trial by trial.
    if (arguments.front() == command.front())
      check_program(find_program(arguments.front(), here_, environment_of(job)));
  } catch (const StartFailure& e) {
    throw Error(Code::argument, "command: " + e.message);
  }
}

void LocalLauncher::launch(const study::Job& job, study::TrialSink& sink) {
  if (running_.contains(job.trial)) {
    sink.warn(job.trial, "runs already; it is not started twice");
    return;
  }
  try {
    const auto files = files_of(directory_, job.name, job.attempt);
    auto prepared = prepare(job, files, sink);
    // Before the process: one that the study does not know of could outlive a killed driver unseen.
    if (!tell(job, sink, [&] { sink.started(job.trial, job.attempt, files.directory); })) return;
    running_[job.trial] = start(std::move(prepared));  // nothing is inserted where start throws
  } catch (const StartFailure& e) {
    tell_not_started(job, e, sink);
  } catch (const fs::filesystem_error& e) {
    const std::string message = "cannot make " + e.path1().string() + ": " + e.code().message();
    tell_not_started(job, {study::Reason::platform_error, message}, sink);
  } catch (const Error& e) {
    if (!is_refusal(e.code())) throw;
    tell_failed(job, study::Reason::trial_error, e.what(), sink);
  }
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

LocalLauncher::Prepared LocalLauncher::prepare(const study::Job& job, const TrialFiles& files,
                                               study::TrialSink& sink) const {
  check_name(job.name);
  MetricReader reader(metrics_of(job));
  auto plan = plan_of(job, files);
  const std::string advice = prepare_folder(job, files, std::min(orphan_grace, grace_seconds_));
  if (!advice.empty()) sink.warn(job.trial, advice);
  for (const auto& text : reader.advice()) sink.warn(job.trial, text);
  RunningTrial::Source source{.trial = job.trial,
                              .attempt = job.attempt,
                              .files = files,
                              .log_start = size_of(files.log),
                              .metrics_start = size_of(files.metrics),
                              .grace_seconds = grace_seconds_,
                              .sigterm_preempts = sigterm_preempts_,
                              .hint = relative_path_hint(plan.arguments, files.directory, here_),
                              .memory = MemoryWatch(memory_kills_)};
  return {std::move(source), std::move(reader), std::move(plan)};
}

std::unique_ptr<RunningTrial> LocalLauncher::start(Prepared prepared) {
  Process process = Process::start(prepared.plan);
  return std::make_unique<RunningTrial>(std::move(prepared.source), std::move(prepared.reader),
                                        std::move(process));
}

std::vector<study::MetricDefinition> LocalLauncher::metrics_of(const study::Job& job) const {
  std::vector<study::MetricDefinition> metrics = metrics_;
  for (const auto& metric : job.metrics) {
    const auto same = [&](const auto& own) { return own.name == metric.name; };
    if (std::none_of(metrics_.begin(), metrics_.end(), same)) metrics.push_back(metric);
  }
  return metrics;
}

std::vector<std::string> LocalLauncher::filled_in(const std::vector<std::string>& command,
                                                  const study::Job& job,
                                                  const std::string& checkpoints) const {
  Values values = job.hyperparameters;
  for (auto& value : own_values(job, checkpoints)) values.push_back(std::move(value));
  std::vector<std::string> arguments;
  for (const auto& argument : command) arguments.push_back(fill_in(argument, values));
  return arguments;
}

std::map<std::string, std::string> LocalLauncher::environment_of(const study::Job& job) const {
  Environment environment = environment_;
  // Else Python's output, metrics included, comes only at the end.
  environment.try_emplace("PYTHONUNBUFFERED", "1");
  for (const auto& [name, value] : job.environment) environment[name] = value;
  return environment;
}

ProcessPlan LocalLauncher::plan_of(const study::Job& job, const TrialFiles& files) const {
  ProcessPlan plan;
  const bool resumes = job.resume_step > 0 && !resume_command_.empty();
  plan.arguments = filled_in(resumes ? resume_command_ : command_, job, files.checkpoints);
  Environment environment = environment_of(job);
  add_lode_variables(job, files, environment);
  plan.program = find_program(plan.arguments.front(), here_, environment);
  for (const auto& [name, value] : environment) plan.environment.push_back(name + "=" + value);
  plan.directory = files.directory;
  plan.log = files.log;
  plan.pid_file = files.pid;
  return plan;
}

}  // namespace lode::launch
