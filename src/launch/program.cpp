#include "launch/program.h"

#include <cerrno>
#include <cstring>  // strerror
#include <fcntl.h>  // AT_EACCESS
#include <filesystem>
#include <fstream>
#include <string_view>
#include <unistd.h>  // faccessat

#include "base/error.h"
#include "launch/process.h"

namespace lode::launch {

namespace {

namespace fs = std::filesystem;

bool is_program(const std::string& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) && faccessat(AT_FDCWD, file.c_str(), X_OK, AT_EACCESS) == 0;
}

/// What a script's first line names; empty where the file is no script.
std::string interpreter_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string line;
  std::getline(stream, line);
  if (line.rfind("#!", 0) != 0) return "";
  const auto begin = line.find_first_not_of(" \t", 2);
  return begin == std::string::npos ? "" : line.substr(begin, line.find_first_of(" \t\r", begin) - begin);
}

/// Whether the kernel may know what to do with the file: a program (ELF, or another system's, for which a
/// handler may be registered), or a script.
bool has_known_format(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  char start[4] = {};
  stream.read(start, sizeof start);
  const std::string_view text(start, static_cast<std::size_t>(stream.gcount()));
  return !stream.is_open() || text.substr(0, 2) == "#!" || text.substr(0, 2) == "MZ" || text == "\177ELF";
}

}  // namespace

std::string absolute(const std::string& base, const std::string& path) {
  return (fs::path(base) / path).lexically_normal().string();
}

std::string find_program(const std::string& name, const std::string& here,
                         const std::map<std::string, std::string>& environment) {
  if (name.find('/') != std::string::npos) return absolute(here, name);
  const auto path = environment.find("PATH");
  std::string rest = path == environment.end() ? "/usr/local/bin:/usr/bin:/bin" : path->second;
  while (true) {
    const auto colon = rest.find(':');
    const std::string file = absolute(here, rest.substr(0, colon) + "/" + name);
    if (is_program(file)) return file;
    if (colon == std::string::npos) break;
    rest.erase(0, colon + 1);
  }
  throw StartFailure{study::Reason::trial_error,
                     "cannot start '" + name + "': " + std::strerror(ENOENT) + " (not found in PATH)"};
}

void check_program(const std::string& file) {
  if (is_program(file)) {
    const std::string start = "command: '" + file + "' cannot be started: ";
    if (!has_known_format(file))
      throw Error(Code::argument,
                  start + "it is neither a program nor a script that begins with #!, as in #!/bin/sh");
    const std::string interpreter = interpreter_of(file);
    if (!interpreter.empty() && !is_program(absolute("/", interpreter)))
      throw Error(Code::argument, start + "its first line names '" + interpreter + "', which is no program");
    return;
  }
  std::error_code ignored;
  const char* why = !fs::exists(file, ignored)            ? "there is no such file"
                    : !fs::is_regular_file(file, ignored) ? "it is not a file"
                                                          : "it is not executable (chmod +x makes it so)";
  throw Error(Code::argument, "command: '" + file + "' cannot be started: " + why);
}

std::string relative_path_hint(const std::vector<std::string>& arguments, const std::string& directory,
                               const std::string& here) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const fs::path path(arguments[i]);
    std::error_code ignored;
    if (arguments[i].empty() || path.is_absolute() || !fs::is_regular_file(here / path, ignored) ||
        fs::exists(directory / path, ignored))
      continue;
    return "the argument '" + arguments[i] + "' names a file relative to " + here +
           ", but trials run in their own folder: give its full path";
  }
  return "";
}

}  // namespace lode::launch
