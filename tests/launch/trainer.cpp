// A trainer that does what its arguments say, one after the other: the tests' stand-in for a real program.
// Exits 0 when there is nothing left to do. Waiting is always for a file, never for a time.

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <map>
#include <signal.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using Text = const std::string&;

int status_after_sigterm = 0;

void exit_on_sigterm(int) { _exit(status_after_sigterm); }

void say(int file, Text text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t wrote = write(file, text.data() + done, text.size() - done);
    if (wrote <= 0) _exit(99);
    done += static_cast<std::size_t>(wrote);
  }
}

/// "\n", "\r", "\t", "\0", "\e" (escape), "\x" (an invalid byte) and "\\" in arguments.
std::string unescaped(Text text) {
  static const std::map<char, char> meaning = {{'n', '\n'},   {'r', '\r'},   {'t', '\t'}, {'0', '\0'},
                                               {'e', '\033'}, {'x', '\xff'}, {'\\', '\\'}};
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) plain += text[i] == '\\' ? meaning.at(text[++i]) : text[i];
  return plain;
}

/// Makes a file appear at once with its content.
void publish(Text path, Text content) {
  std::ofstream(path + ".new") << content;
  std::rename((path + ".new").c_str(), path.c_str());
}

void wait_for(Text path) {
  struct stat facts {};
  while (stat(path.c_str(), &facts) != 0) usleep(2000);
}

void run_on() {
  while (true) pause();
}

/// A child of the trainer's that ignores SIGTERM and runs on; its number goes to the file.
void leave_child(Text path) {
  if (fork() != 0) return wait_for(path);
  signal(SIGTERM, SIG_IGN);
  publish(path, std::to_string(getpid()));
  run_on();
}

void print_descriptors() {
  for (int number = 0; number < 256; ++number)
    if (fcntl(number, F_GETFD) >= 0) say(1, "fd " + std::to_string(number) + "\n");
}

void print_file(Text path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) say(1, line + "\n");
}

void append_metric(Text line) { std::ofstream(std::getenv("LODE_METRICS"), std::ios::app) << line; }

void print_variable(Text name) {
  const char* value = std::getenv(name.c_str());
  say(1, name + "=" + (value ? value : "(unset)") + "\n");
}

void crash() {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
}

const std::map<std::string, std::function<void(Text)>> actions = {
    {"print", [](Text text) { say(1, unescaped(text)); }},
    {"err", [](Text text) { say(2, unescaped(text)); }},
    {"metric", [](Text line) { append_metric(unescaped(line)); }},
    {"metric-file",
     [](Text kind) {
       kind == "folder" ? mkdir(std::getenv("LODE_METRICS"), 0755)
                        : mkfifo(std::getenv("LODE_METRICS"), 0644);
     }},
    {"many",
     [](Text count) {
       for (int i = 1; i <= std::stoi(count); ++i)
         say(1, "n=" + std::to_string(i) + std::string(300, ' ') + "\n");
     }},
    {"long", [](Text bytes) { say(1, std::string(std::stoul(bytes), 'x')); }},
    {"touch", [](Text path) { publish(path, ""); }},
    {"wait", [](Text path) { wait_for(path); }},
    {"pid", [](Text path) { publish(path, std::to_string(getpid())); }},
    {"child", leave_child},
    {"variable", print_variable},
    {"file", print_file},
    {"folder",
     [](Text) {
       char path[4096];
       say(1, "cwd=" + std::string(getcwd(path, sizeof path)) + "\n");
     }},
    {"descriptors", [](Text) { print_descriptors(); }},
    {"stdin",
     [](Text) {
       char c;
       say(1, read(0, &c, 1) == 0 ? "stdin is empty\n" : "stdin has data\n");
     }},
    {"group", [](Text) { say(1, getpgrp() == getpid() ? "leads its group\n" : "in another's group\n"); }},
    {"ignore-sigterm", [](Text) { signal(SIGTERM, SIG_IGN); }},
    {"on-sigterm",
     [](Text status) {
       status_after_sigterm = std::stoi(status);
       signal(SIGTERM, exit_on_sigterm);
     }},
    {"suspend", [](Text) { raise(SIGSTOP); }},
    {"run-on", [](Text) { run_on(); }},
    {"crash", [](Text) { crash(); }},
    {"kill", [](Text) { raise(SIGKILL); }},
    {"kernel-kill",
     [](Text path) {
       publish(path, "oom_kill 1\n");
       raise(SIGKILL);
     }},
    {"terminate", [](Text) { raise(SIGTERM); }},
    {"exit", [](Text status) { _exit(std::stoi(status)); }},
};

}  // namespace

/// Arguments: pairs of an action and its value.
int main(int count, char** arguments) {
  for (int i = 1; i + 1 < count; i += 2) actions.at(arguments[i])(arguments[i + 1]);
  return 0;
}
