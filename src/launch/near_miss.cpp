#include "launch/near_miss.h"

#include <functional>
#include <re2/re2.h>
#include <set>

#include "launch/lines.h"
#include "launch/pattern.h"

namespace lode::launch {

namespace {

std::unique_ptr<re2::RE2> quietly(const std::string& regex) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(regex, options);
}

std::string without_colours(const std::string& text) {
  static const re2::RE2 colour("\x1b\\[[0-9;?]*[A-Za-z]");
  std::string plain = text;
  re2::RE2::GlobalReplace(&plain, colour, "");
  return plain;
}

std::string same(const std::string& text) { return text; }

/// A variant of the expression or of the lines, and what it means when the variant matches.
struct Variant {
  std::string (*regex)(const std::string&);
  std::string (*line)(const std::string&);
  const char* why;
};

const Variant variants[] = {
    {[](const std::string& r) { return "(?i)" + r; }, same,
     "upper and lower case differ: begin the expression with (?i)"},
    {[](const std::string& r) { return without_anchors(r); }, same,
     "^ or $ holds it to the line's ends, and the line has more there"},
    {[](const std::string& r) { return with_free_blanks(tokens_of(r)); }, same,
     "blanks differ: write \\s* where there may be some"},
    {same, without_colours, "terminal colour codes stand between: switch colours off in the trainer"},
};

/// The end of the first match of `regex` in `text`, in bytes.
std::optional<std::size_t> match_end(const re2::RE2& regex, const std::string& text) {
  re2::StringPiece whole;
  if (!regex.Match(text, 0, text.size(), re2::RE2::UNANCHORED, &whole, 1)) return std::nullopt;
  return static_cast<std::size_t>(whole.data() - text.data()) + whole.size();
}

}  // namespace

std::string shortened(const std::string& text) {
  constexpr std::size_t room = 300;
  if (text.size() <= room) return text;
  std::size_t end = room;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + "...";
}

Json near_misses(const std::string& regex, const std::vector<LogLine>& lines) {
  Json near = Json::array();
  std::set<std::size_t> told;
  for (const Variant& variant : variants) {
    const auto compiled = quietly(variant.regex(regex));
    if (!compiled->ok()) continue;
    int shown = 0;
    for (std::size_t i = 0; i < lines.size() && shown < 5 && near.size() < 20; ++i) {
      if (told.contains(i) || !re2::RE2::PartialMatch(variant.line(lines[i].text), *compiled)) continue;
      told.insert(i);
      near.push_back({{"line", lines[i].number}, {"log", shortened(lines[i].text)}, {"why", variant.why}});
      ++shown;
    }
  }
  return near;
}

Json longest_prefix(const std::string& regex, const std::vector<LogLine>& lines) {
  const auto tokens = tokens_of(regex);
  for (std::size_t count = tokens.size(); count-- > 1;) {
    if (!telling_end(tokens, count)) continue;
    const std::string prefix = prefix_of(tokens, count);
    const auto compiled = quietly(prefix);
    if (!compiled->ok()) continue;
    for (const auto& line : lines) {
      const auto end = match_end(*compiled, line.text);
      if (!end || *end == 0) continue;
      const auto rest = regex.substr(static_cast<std::size_t>(tokens[count].text.data() - regex.data()));
      return {{"regex", prefix},
              {"line", line.number},
              {"log", shortened(line.text)},
              {"then", shortened(line.text.substr(*end))},
              {"expected", rest}};
    }
  }
  return nullptr;
}

}  // namespace lode::launch
