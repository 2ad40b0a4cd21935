#include "launch/process.h"

#include <algorithm>  // min
#include <array>
#include <cerrno>
#include <cstring>  // strerror, sigabbrev_np
#include <fcntl.h>
#include <optional>
#include <signal.h>
#include <sys/resource.h>  // getrlimit: where close_range is missing
#include <sys/syscall.h>   // close_range by number: older C libraries lack the wrapper
#include <sys/wait.h>
#include <unistd.h>
#include <utility>  // exchange

#include "launch/descriptor.h"
#include "launch/pid_file.h"

namespace lode::launch {

namespace {

/// The steps of a child before its program runs; the failed one is named in the message.
enum class Step : int { group, directory, input, log, program };
constexpr const char* step_names[] = {"cannot make a process group for",
                                      "cannot enter the working directory of", "cannot open /dev/null for",
                                      "cannot open the log of", "cannot start"};

struct ChildError {
  Step step = Step::program;
  int number = 0;  ///< errno
};

/// What the child needs, made before fork: after it, in a host with threads, only async-signal-safe calls are
/// allowed, which excludes every allocation.
struct ChildPlan {
  const char* program;
  const char* directory;
  const char* log;
  char* const* arguments;
  char* const* environment;
  int pid_file;
  int errors;
};

[[noreturn]] void give_up(const ChildPlan& plan, Step step) {
  const ChildError error{step, errno};
  while (write(plan.errors, &error, sizeof error) < 0 && errno == EINTR) {
  }
  _exit(127);
}

/// The child records itself, so there is no moment at which a killed driver leaves an unrecorded process
/// behind.
void record_self(int pid_file) {
  std::array<char, 1024> text{};
  const int self = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (self < 0) return;
  const ssize_t length = read(self, text.data(), text.size());
  close(self);
  if (length > 0 && write(pid_file, text.data(), static_cast<std::size_t>(length)) != length) return;
}

void default_signals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number)
    sigaction(number, &action, nullptr);  // SIGKILL refuses: no matter
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Marks all descriptors but stdin, stdout and stderr to be closed when the program starts.
void close_others_on_exec() {
  constexpr unsigned cloexec = 4;  // CLOSE_RANGE_CLOEXEC
#ifdef SYS_close_range
  if (syscall(SYS_close_range, 3u, ~0u, cloexec) == 0) return;
#endif
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const int last = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
  for (int number = 3; number < last; ++number) fcntl(number, F_SETFD, FD_CLOEXEC);
}

void redirect(const ChildPlan& plan) {
  const int input = open("/dev/null", O_RDONLY);
  if (input < 0 || dup2(input, STDIN_FILENO) < 0) give_up(plan, Step::input);
  const int log = open(plan.log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0) give_up(plan, Step::log);
}

/// Becomes the program. PR_SET_PDEATHSIG is not used: it fires when the thread that forked ends, not the
/// process, and hosts may run a study on a thread that does not live long; it would not reach grandchildren
/// either. A killed driver's trials are ended through their pid files instead.
[[noreturn]] void become(const ChildPlan& plan) {
  default_signals();
  if (setpgid(0, 0) != 0) give_up(plan, Step::group);
  if (chdir(plan.directory) != 0) give_up(plan, Step::directory);
  redirect(plan);
  record_self(plan.pid_file);
  close_others_on_exec();
  execve(plan.program, plan.arguments, plan.environment);
  give_up(plan, Step::program);
}

/// fork with all signals held back, so that no handler of the host runs in the child.
pid_t quiet_fork() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = fork();
  if (pid != 0) {
    const int number = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = number;
  }
  return pid;
}

/// Faults of the machine rather than of the command: another attempt may do better.
bool of_the_platform(int number) {
  for (const int platform : {EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC, EDQUOT, EIO, EROFS, ESTALE, ETXTBSY})
    if (number == platform) return true;
  return false;
}

std::string advice(const ChildError& error) {
  if (error.step != Step::program) return "";
  if (error.number == ENOENT) return " (a script's first line, #!..., must name a program that exists)";
  if (error.number == EACCES) return " (is it executable? chmod +x)";
  if (error.number == ENOEXEC)
    return " (neither a program nor a script that begins with #!, as in #!/bin/sh)";
  return "";
}

StartFailure failure(const ChildError& error, const std::string& name) {
  return {of_the_platform(error.number) ? study::Reason::platform_error : study::Reason::trial_error,
          std::string(step_names[static_cast<int>(error.step)]) + " '" + name +
              "': " + std::strerror(error.number) + advice(error)};
}

/// A descriptor above stderr: the child replaces 0, 1 and 2, which may be free in a host that closed them.
Descriptor above_stdio(int number) {
  Descriptor low(number);
  return number < 0 || number > 2 ? std::move(low) : Descriptor(fcntl(number, F_DUPFD_CLOEXEC, 3));
}

Descriptor begin_pid_file(const std::string& path) {
  auto file = above_stdio(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  const std::string machine = this_machine() + "\n";
  if (file.get() < 0 ||
      write(file.get(), machine.data(), machine.size()) != static_cast<ssize_t>(machine.size()))
    throw StartFailure{study::Reason::platform_error, "cannot write " + path + ": " + std::strerror(errno)};
  return file;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (const auto& text : texts)
    list.push_back(const_cast<char*>(text.c_str()));  // execve does not write to them
  list.push_back(nullptr);
  return list;
}

/// What the child said before it gave up; nothing once its program runs, which closes the pipe.
std::optional<ChildError> hear(int pipe) {
  ChildError error;
  ssize_t got = -1;
  do got = read(pipe, &error, sizeof error);
  while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof error) ? std::optional(error) : std::nullopt;
}

pid_t wait_for(pid_t pid, int* status) {
  pid_t got = -1;
  do got = waitpid(pid, status, 0);
  while (got < 0 && errno == EINTR);
  return got;
}

}  // namespace

std::string describe(const Exit& exit) {
  if (!exit.known)
    return "ended, its exit status unknown: the host program ignores SIGCHLD or waits for any child";
  if (exit.signal == 0) return "exit status " + std::to_string(exit.status);
  const char* name = sigabbrev_np(exit.signal);
  return "killed by " + (name ? "SIG" + std::string(name) : "signal") + " (" + std::to_string(exit.signal) +
         ")" + (exit.dumped ? ", core dumped" : "");
}

Process Process::start(const ProcessPlan& plan) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    throw StartFailure{study::Reason::platform_error,
                       std::string("cannot make a pipe: ") + std::strerror(errno)};
  Descriptor reading = above_stdio(ends[0]);
  Descriptor writing = above_stdio(ends[1]);
  const Descriptor pid_file = begin_pid_file(plan.pid_file);
  const auto arguments = pointers(plan.arguments);
  const auto environment = pointers(plan.environment);
  const ChildPlan child{plan.program.c_str(), plan.directory.c_str(), plan.log.c_str(), arguments.data(),
                        environment.data(),   pid_file.get(),         writing.get()};
  const pid_t pid = quiet_fork();
  if (pid == 0) become(child);
  if (pid < 0)
    throw StartFailure{study::Reason::platform_error,
                       std::string("cannot make a process: ") + std::strerror(errno)};
  writing.reset();
  if (const auto error = hear(reading.get())) {
    wait_for(pid, nullptr);
    unlink(plan.pid_file.c_str());
    throw failure(*error, plan.arguments.front());
  }
  return Process(pid);
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, 0)), lost_(other.lost_) {}

Process::~Process() {
  if (pid_ == 0) return;
  signal(SIGKILL);
  wait_for(pid_, nullptr);
}

bool Process::exited() {
  siginfo_t info{};
  if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0)
    lost_ = errno == ECHILD;
  return lost_ || info.si_pid == pid_;
}

void Process::signal(int number) noexcept {
  if (pid_ != 0 && !lost_) kill(-pid_, number);
}

Exit Process::reap() {
  int status = 0;
  const pid_t got = wait_for(std::exchange(pid_, 0), &status);
  if (got < 0) return {.known = false};
  if (WIFSIGNALED(status)) return {.signal = WTERMSIG(status), .dumped = WCOREDUMP(status) != 0};
  return {.status = WEXITSTATUS(status)};
}

}  // namespace lode::launch
