/// \file
/// Lines of a text that is still being written: logs and LODE_METRICS files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lode::launch {

/// A line without its end, always valid UTF-8 (what is not becomes U+FFFD), at most `longest_line` bytes
/// before that replacement.
struct Line {
  std::size_t number = 0;  ///< from 1, as an editor counts: only "\n" and "\r\n" advance it
  std::string_view text;   ///< valid during the call only
  bool cut = false;        ///< the line was longer; the rest of it is dropped
};

using LineHandler = std::function<void(const Line&)>;

/// Bytes of a line that are kept. Longer lines are dumps, not metrics, and must not fill the memory.
inline constexpr std::size_t longest_line = 64 * 1024;

/// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

/// Cuts a stream of bytes into lines. "\n", "\r\n" and a lone "\r" (progress bars) end a line.
class LineSplitter {
 public:
  /// Takes the next bytes; `handle` gets every line that they complete.
  void feed(std::string_view bytes, const LineHandler& handle);
  /// Hands out a last line that has no end.
  void finish(const LineHandler& handle);

 private:
  void append(std::string_view bytes);
  void emit(const LineHandler& handle);

  std::string line_;
  std::size_t number_ = 1;
  bool cut_ = false;
  bool after_return_ = false;
};

/// Follows a file by its path: it may not exist yet, be truncated or be replaced. Holds no file open, so that
/// many trials need no descriptors.
class LineReader {
 public:
  /// Starts at `offset` bytes, so that what an earlier run wrote is not read again.
  LineReader(std::string path, std::uint64_t offset) : path_(std::move(path)), offset_(offset) {}

  /// Reads at most about `budget` new bytes, never past `limit`. \return whether it has read all there is up
  /// to `limit`. A file that is absent has been read; so has what is no regular file, see problem().
  bool read(std::size_t budget, std::uint64_t limit, const LineHandler& handle);
  void finish(const LineHandler& handle) { splitter_.finish(handle); }
  /// Why the file cannot be read, once that has happened.
  const std::optional<std::string>& problem() const { return problem_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::uint64_t offset_;
  LineSplitter splitter_;
  std::optional<std::string> problem_;
};

/// Size of the file in bytes; 0 where there is none.
std::uint64_t size_of(const std::string& path);

}  // namespace lode::launch
