/// \file
/// The lines of the log, from one table (study/log_lines.inc): nothing else is ever written to it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>

namespace lode::study {

/// Those of lode_log_level.
enum class LogLevel : std::int32_t { debug = 0, info = 1, warning = 2, error = 3 };

/// What there is to tell: the rows of the table.
enum class LogTopic {
#define LODE_LOG_LINE(topic, level, form, when) topic,
#include "study/log_lines.inc"
#undef LODE_LOG_LINE
};

/// One line of the log.
class LogLine {
 public:
  /// \param values what stands for the {WORDS} of the topic's form, one after the other
  LogLine(LogTopic topic, std::initializer_list<std::string> values);

  LogLevel level() const { return level_; }
  const std::string& text() const { return text_; }

 private:
  LogLevel level_;
  std::string text_;
};

/// Takes lines to the host's log sink. Called from any thread.
using Log = std::function<void(const LogLine& line)>;

}  // namespace lode::study
