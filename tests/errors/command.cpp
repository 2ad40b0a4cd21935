#include "command.h"

#include <cstdio>   // popen
#include <cstdlib>  // mkdtemp, setenv
#include <filesystem>
#include <fstream>
#include <lode/lode.h>
#include <stdexcept>
#include <sys/wait.h>  // WEXITSTATUS

#include "document.h"
#include "world.h"

namespace lode::errors {

namespace {

namespace fs = std::filesystem;

void add_study(const fs::path& file, const char* name, const std::string& json) {
  struct Here : World {
    void add(const std::string& address, const char* study_name, const std::string& text) {
      must(lode_store_open(context, address.c_str(), NULL, &other_store, error));
      must(lode_study_create_json(context, other_store, study_name, text.c_str(), NULL, &other, error));
    }
  } here;
  here.add(file.string(), name, json);
}

/// The folder, which goes when the program ends.
class Folder {
 public:
  Folder() {
    std::string name = (fs::canonical(fs::temp_directory_path()) / "lode-errors-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder could be made");
    path_ = name;
    const std::string job = read_file(std::string(LODE_ERRORS_DATA) + "/base.json");
    std::ofstream(path_ / "job.json") << job;
    std::ofstream(path_ / "log.txt") << "loss=0.5\n" << std::string(120, '#') << '\n';
    fs::create_directory(path_ / "folder");
    add_study(path_ / "s.db", "job", job);
    add_study(path_ / "two.db", "one", job);
    add_study(path_ / "two.db", "two", job);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void set_environment() {
  const char* program = std::getenv("LODE_PROGRAM");
  if (program == nullptr) throw std::runtime_error("LODE_PROGRAM is not set: it must name the program lode");
  const std::string path = fs::path(program).parent_path().string() + ":" + std::getenv("PATH");
  setenv("PATH", path.c_str(), 1);
  setenv("LC_ALL", "C", 1);
  setenv("TERM", "dumb", 1);
  unsetenv("LODE_STORE");
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace

Outcome run_command(const std::string& line) {
  static const Folder folder;
  static const bool ready = (set_environment(), true);
  static_cast<void>(ready);
  const std::string whole =
      "cd '" + folder.path().string() + "' && ( " + line + " ) 2>&1 >/dev/null </dev/null";
  std::FILE* pipe = popen(whole.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell could be started");
  std::string said;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
  const int status = pclose(pipe);
  const std::string mark = "lode: error: ";
  const auto begin = said.find(mark);
  std::string message = begin == std::string::npos ? "" : said.substr(begin + mark.size());
  if (!message.empty() && message.back() == '\n') message.pop_back();
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, replaced(message, folder.path().string(), "FOLDER")};
}

}  // namespace lode::errors
