#include "study/log.h"

#include <array>
#include <string_view>

namespace lode::study {

namespace {

struct Row {
  LogLevel level;
  std::string_view form;
};

constexpr std::array rows = {
#define LODE_LOG_LINE(topic, level, form, when) Row{LogLevel::level, form},
#include "study/log_lines.inc"
#undef LODE_LOG_LINE
};

std::string filled(std::string_view form, std::initializer_list<std::string> values) {
  std::string text;
  for (const auto& value : values) {
    const std::size_t open = form.find('{');
    text += std::string(form.substr(0, open)) + value;
    form.remove_prefix(form.find('}') + 1);
  }
  return text + std::string(form);
}

}  // namespace

LogLine::LogLine(LogTopic topic, std::initializer_list<std::string> values) {
  const Row& row = rows.at(static_cast<std::size_t>(topic));
  level_ = row.level;
  text_ = filled(row.form, values);
}

}  // namespace lode::study
