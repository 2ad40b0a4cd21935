#include "store/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace lode::store::test {

Child::Child(const std::vector<std::string>& arguments) {
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::vector<std::string> texts{LODE_STORE_WRITER};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  const int result = posix_spawn(&pid_, LODE_STORE_WRITER, &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  input_ = input[1];
  output_ = output[0];
  if (result != 0) throw std::runtime_error("store_writer does not start");
}

Child::~Child() {
  if (pid_ > 0) {
    kill();
    wait();
  }
  close_input();
  close(output_);
}

std::optional<std::uint64_t> Child::next() {
  std::uint64_t head = 0;
  // Writes of 8 bytes to a pipe are never torn.
  if (read(output_, &head, sizeof head) != static_cast<ssize_t>(sizeof head)) return std::nullopt;
  return head;
}

void Child::poke() {
  if (write(input_, "x", 1) != 1) throw std::runtime_error("store_writer does not listen");
}

void Child::close_input() {
  if (input_ >= 0) close(input_);
  input_ = -1;
}

void Child::kill() { ::kill(pid_, SIGKILL); }

int Child::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace lode::store::test
