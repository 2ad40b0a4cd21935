/// \file
/// Metric values found in log lines by regular expressions (RE2 syntax).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study/definition.h"

namespace re2 {
class RE2;
}

namespace lode::launch {

/// What the first group of an expression took from a line.
struct Capture {
  std::string_view line;  ///< the line as it was matched: tabs may have become "#011"
  std::string_view text;  ///< within `line`
};

/// Looks for `regex` anywhere in `line`; the first match counts. Where the expression mentions `#011`, which
/// is how CloudWatch shows a tab, and the line as it is does not match, the line is tried with its tabs
/// written so: AMT's expressions for its built-in algorithms then work on plain logs. `scratch` holds that
/// line.
std::optional<Capture> find(const re2::RE2& regex, std::string_view line, std::string& scratch);

/// Why `text` is no metric value; nothing where parse_number reads it.
std::optional<std::string> why_no_number(std::string_view text);

/// The metrics of one trial, compiled. Immutable: any thread.
class MetricReader {
 public:
  struct Found {
    std::string metric;
    std::string text;             ///< what the group took
    std::optional<double> value;  ///< nothing: `text` is no number
  };

  /// \throws Error(Code::argument) naming the metric: an expression that is not RE2, or that has no group.
  explicit MetricReader(const std::vector<study::MetricDefinition>& definitions);
  MetricReader(MetricReader&&) noexcept;
  ~MetricReader();

  /// At most one value a metric: that of its first match in the line.
  std::vector<Found> read(std::string_view line) const;
  /// What a person should know about the definitions, for example a second group that is ignored.
  const std::vector<std::string>& advice() const { return advice_; }

 private:
  struct Metric {
    std::string name;
    std::shared_ptr<const re2::RE2> regex;
  };
  std::vector<std::unique_ptr<Metric>> metrics_;
  std::vector<std::string> advice_;
};

}  // namespace lode::launch
