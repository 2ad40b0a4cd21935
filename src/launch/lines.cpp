#include "launch/lines.h"

#include <algorithm>  // min
#include <array>
#include <cerrno>
#include <cstring>     // strerror
#include <fcntl.h>     // open
#include <sys/stat.h>  // fstat: regular files only
#include <unistd.h>    // pread
#include <vector>

#include "launch/descriptor.h"

namespace lode::launch {

namespace {

/// Length of the valid UTF-8 sequence at the front of `text` (RFC 3629: shortest form, no surrogates, up to
/// U+10FFFF); 0 where there is none.
std::size_t sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0u) != 0x80) return 0;
  const unsigned second = byte(1);
  if (first == 0xE0 && second < 0xA0) return 0;
  if (first == 0xED && second > 0x9F) return 0;
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;
  return length;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    std::size_t good = 0;  // whole runs at once: logs are long and nearly always valid
    while (good < text.size()) {
      const std::size_t length = sequence(text.substr(good));
      if (length == 0) break;
      good += length;
    }
    valid += text.substr(0, good);
    if (good < text.size()) valid += "\xEF\xBF\xBD";
    text.remove_prefix(std::min(good + 1, text.size()));
  }
  return valid;
}

void LineSplitter::feed(std::string_view bytes, const LineHandler& handle) {
  while (!bytes.empty()) {
    if (after_return_) {
      after_return_ = false;
      if (bytes.front() == '\n') {
        ++number_;
        bytes.remove_prefix(1);
        continue;
      }
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    append(bytes.substr(0, end));
    if (end == std::string_view::npos) return;
    emit(handle);
    if (bytes[end] == '\n') ++number_;
    after_return_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
  }
}

void LineSplitter::finish(const LineHandler& handle) {
  if (!line_.empty()) emit(handle);
}

void LineSplitter::append(std::string_view bytes) {
  const std::size_t room = longest_line - line_.size();
  if (bytes.size() > room) cut_ = true;
  line_ += bytes.substr(0, room);
}

void LineSplitter::emit(const LineHandler& handle) {
  const std::string text = valid_utf8(line_);
  const bool cut = cut_;
  line_.clear();
  cut_ = false;
  handle({number_, text, cut});
}

bool LineReader::read(std::size_t budget, std::uint64_t limit, const LineHandler& handle) {
  // O_NONBLOCK: a trainer may have put a named pipe here, and opening one must not wait for a writer.
  const Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    if (errno != ENOENT) problem_ = "cannot open " + path_ + ": " + std::strerror(errno);
    return true;
  }
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    problem_ = path_ + " is not a regular file";
    return true;
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size < offset_) offset_ = 0;  // the trainer began its file anew
  const std::uint64_t end = std::min(size, limit);
  std::vector<char> chunk(64 * 1024);
  for (std::size_t done = 0; offset_ < end;) {
    if (done >= budget) return false;
    const auto wanted = std::min<std::uint64_t>(chunk.size(), end - offset_);
    const ssize_t got = pread(file.get(), chunk.data(), wanted, static_cast<off_t>(offset_));
    if (got <= 0) return true;
    offset_ += static_cast<std::uint64_t>(got);
    done += static_cast<std::size_t>(got);
    splitter_.feed({chunk.data(), static_cast<std::size_t>(got)}, handle);
  }
  return true;
}

std::uint64_t size_of(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

}  // namespace lode::launch
