/// \file
/// A child process that leads a process group of its own.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "study/launcher.h"

namespace lode::launch {

/// What to start. All paths are absolute.
struct ProcessPlan {
  std::string program;                   ///< the file to execute
  std::vector<std::string> arguments;    ///< with the program's name as given in front
  std::vector<std::string> environment;  ///< "NAME=value"
  std::string directory;                 ///< working directory
  std::string log;                       ///< gets stdout and stderr, appended
  std::string pid_file;                  ///< see pid_file.h
};

/// How a process ended.
struct Exit {
  bool known = true;  ///< false: somebody else waited for it, or the host ignores SIGCHLD
  int status = 0;     ///< exit status
  int signal = 0;     ///< the signal that ended it; 0: none, it exited by itself
  bool dumped = false;

  bool success() const { return known && signal == 0 && status == 0; }
};

/// "exit status 3", "killed by SIGSEGV (11), core dumped".
std::string describe(const Exit& exit);

/// Why a process could not be started: the user's fault (no such program) or the platform's (out of
/// processes).
struct StartFailure {
  study::Reason reason = study::Reason::trial_error;
  std::string message;
};

/// A running or ended child. Its end is noticed by looking, never by a signal handler, and never by waiting
/// for any other child than this one: a host has its own. One thread at a time.
class Process {
 public:
  /// Starts the plan's program with stdin from /dev/null, all other descriptors closed, default signal
  /// handling and an empty signal mask. Returns once the program runs. \throws StartFailure
  static Process start(const ProcessPlan& plan);

  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  /// Kills the group and waits for the child where that has not happened: no zombie and no orphan stays.
  ~Process();

  /// Whether it has ended. It stays a zombie until reap(), so that its number is not given to others and
  /// signal() reaches what it left behind and nothing else.
  bool exited();
  /// Sends a signal to the whole group. Does nothing after reap(), or where somebody else has collected the
  /// child.
  void signal(int number) noexcept;
  /// Collects the ended child. Call it once, after exited() was true.
  Exit reap();

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_;          ///< 0: reaped or moved from
  bool lost_ = false;  ///< somebody else has collected it: its number may be another's by now
};

}  // namespace lode::launch
