/// \file
/// The program `lode`.
#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/common.h"

namespace {

int say(int code, const std::string& message) {
  std::cerr << "lode: error: " << message << '\n';
  return code;
}

}  // namespace

int main(int count, char** arguments) {
  using namespace lode::cli;
  // A reader that goes away, as in "lode run ... | head", must not take the run and its trials' clean end
  // with it.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is then an error of the call that writes it
  try {
    const int code = run_command(std::vector<std::string>(arguments + 1, arguments + count));
    std::cout.flush();
    return std::cout ? code : say(exit_internal, "the output could not be written");
  } catch (const Failure& failure) {
    return say(failure.code(), failure.what());
  } catch (const lode::Error& error) {
    return say(exit_code_of(error.status()), error.what());
  } catch (const std::exception& error) {
    return say(exit_internal,
               std::string("a defect of lode, please report it with this text: ") + error.what());
  }
}
