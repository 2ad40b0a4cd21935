#include "store/contract.h"

#include <array>
#include <cmath>  // isfinite
#include <cstdint>

#include "base/text.h"

namespace lode::store {
namespace {

/// The well-formed sequences by lead byte (Unicode, table 3-7): how many bytes follow, and the bounds of the
/// first of them; the others are 80..BF.
struct Lead {
  unsigned char first, last;
  std::size_t following;
  unsigned char low, high;
};
constexpr std::array<Lead, 9> leads{{{0x01, 0x7F, 0, 0x80, 0xBF},
                                     {0xC2, 0xDF, 1, 0x80, 0xBF},
                                     {0xE0, 0xE0, 2, 0xA0, 0xBF},
                                     {0xE1, 0xEC, 2, 0x80, 0xBF},
                                     {0xED, 0xED, 2, 0x80, 0x9F},
                                     {0xEE, 0xEF, 2, 0x80, 0xBF},
                                     {0xF0, 0xF0, 3, 0x90, 0xBF},
                                     {0xF1, 0xF3, 3, 0x80, 0xBF},
                                     {0xF4, 0xF4, 3, 0x80, 0x8F}}};

const Lead* lead_of(unsigned char byte) {
  for (const auto& lead : leads)
    if (byte >= lead.first && byte <= lead.last) return &lead;
  return nullptr;
}

/// The length of the character at the front of `bytes`, 0 where there is none.
std::size_t character_length(std::string_view bytes) {
  const Lead* lead = lead_of(static_cast<unsigned char>(bytes[0]));
  if (!lead || bytes.size() <= lead->following) return 0;
  for (std::size_t i = 1; i <= lead->following; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool second = i == 1;
    if (byte < (second ? lead->low : 0x80) || byte > (second ? lead->high : 0xBF)) return 0;
  }
  return lead->following + 1;
}

std::string place(std::size_t index) { return "event " + std::to_string(index + 1) + " of the append: "; }

void check_event(const Event& event, std::size_t index) {
  if (event.type.empty() || event.type.size() > longest_name || !is_text(event.type))
    throw Error(Code::argument, place(index) + "its type must be 1 to " + std::to_string(longest_name) +
                                    " bytes of UTF-8 text without NUL");
  if (event.payload.size() > largest_payload)
    throw Error(Code::argument, place(index) + "its payload has " + std::to_string(event.payload.size()) +
                                    " bytes; the most that a store takes is " +
                                    std::to_string(largest_payload));
  if (!is_text(event.payload))
    throw Error(Code::argument, place(index) + "its payload must be UTF-8 text without NUL");
}

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

}  // namespace

bool is_text(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = character_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

void check_study_name(std::string_view name) {
  if (name.empty())
    throw Error(Code::argument, "name: an empty text given; a study's name, 1 to " +
                                    std::to_string(longest_name) + " bytes, accepted");
  if (name.size() > longest_name)
    throw Error(Code::argument, "name: " + std::to_string(name.size()) +
                                    " bytes given; a study's name, 1 to " + std::to_string(longest_name) +
                                    " bytes, accepted");
  if (!is_text(name)) throw Error(Code::argument, "a study's name must be UTF-8 text without NUL");
}

void check_time(double time) {
  if (!std::isfinite(time))
    throw Error(Code::argument, "a study's time of creation is " + to_text(time) + "; it must be finite");
}

void check_events(const std::vector<Event>& events) {
  for (std::size_t i = 0; i < events.size(); ++i) check_event(events[i], i);
}

Error study_exists(std::string_view name, std::string_view location) {
  return Error(Code::exists, "study " + quoted(name) + " exists already in " + std::string(location) +
                                 " (names are compared without regard to case)");
}

Error no_such_study(std::string_view name, const std::vector<StudyEntry>& names, std::string_view location) {
  std::vector<std::string> known;
  for (const auto& entry : names) known.push_back(entry.name);
  std::string text = "no study " + quoted(name) + " in " + std::string(location);
  if (known.empty())
    text += ", which holds no study yet";
  else if (const auto meant = nearest(name, known))
    text += "; did you mean " + quoted(*meant) + "?";
  return Error(Code::not_found, text);
}

Error study_removed(std::string_view name, std::string_view location) {
  return Error(Code::not_found, "study " + quoted(name) + " was removed from " + std::string(location));
}

}  // namespace lode::store
