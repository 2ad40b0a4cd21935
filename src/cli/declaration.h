/// \file
/// How a command declares its arguments: a few shapes over CLI11, which only declaration.cpp sees (its
/// headers are slow to compile).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lode::cli {

/// The whole numbers that an option accepts, both ends included.
struct WholeNumbers {
  std::uint64_t low;
  std::uint64_t high;
};

/// Declares options and positional arguments, then reads them. A text given for one may not be empty. The
/// values that they are read into must live until the command's action has run.
class Declaration {
 public:
  /// A command without options but --help. \param usage what follows "Usage: " \param summary one line
  /// \param footer the help's end
  Declaration(const std::string& usage, const std::string& summary, const std::string& footer);
  ~Declaration();
  Declaration(const Declaration&) = delete;
  Declaration& operator=(const Declaration&) = delete;

  /// A positional argument. \param type as the help shows it, for example "JOB.json"
  void positional(std::string& value, const char* type, const char* help, bool required = true);
  /// `least` to `most` positional arguments.
  void positionals(std::vector<std::string>& values, int least, int most, const char* type, const char* help);
  /// An option with a text. \param names for example "--name" or "--directory,--dir"
  void text(const char* names, std::string& value, const char* type, const char* help);
  /// An option that may be given several times, a text each.
  void texts(const char* names, std::vector<std::string>& values, const char* type, const char* help);
  /// An option with a whole number.
  void whole_number(const char* names, std::optional<std::uint64_t>& value, const WholeNumbers& range,
                    const char* help);
  void flag(const char* names, bool& value, const char* help);

  /// --store FILE, which LODE_STORE may stand in for.
  void store(std::string& value, const char* help);
  /// --json.
  void json(bool& value);

  /// The options' names, each with its dashes.
  std::vector<std::string> option_names() const;
  /// Reads the arguments into the values. \return false where they ask for the help instead
  /// \throws std::invalid_argument saying what is wrong
  bool read(std::vector<std::string> arguments);
  std::string help() const;

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace lode::cli
