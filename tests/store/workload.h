/// \file
/// A stream of events that is known beforehand: what the next append holds follows from the head alone, so a
/// writer can be stopped anywhere and its log still be judged.
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "store/store.h"

namespace lode::store::test {

/// The event that belongs at `sequence`; the payload's length is between 1 and `longest` bytes or so.
inline Event event_at(std::uint64_t sequence, std::uint64_t longest = 6000) {
  const std::uint64_t length = sequence * 2654435761U % longest;
  return {.sequence = sequence,
          .type = "Type" + std::to_string(sequence % 5),
          .version = static_cast<std::int32_t>(sequence % 3 + 1),
          .payload = std::to_string(sequence) + std::string(length, static_cast<char>('a' + sequence % 26))};
}

/// How many events the append has that starts at `head`.
inline std::uint64_t events_in_append(std::uint64_t head) { return 1 + head % 3; }

inline std::vector<Event> append_at(std::uint64_t head, std::uint64_t longest = 6000) {
  std::vector<Event> events;
  for (std::uint64_t i = 1; i <= events_in_append(head); ++i) events.push_back(event_at(head + i, longest));
  return events;
}

/// Checks that `log` holds the stream's first events, the `acknowledged` ones at least, and no part of an
/// append.
inline void expect_stream(const EventLog& log, std::uint64_t acknowledged, std::uint64_t longest = 6000) {
  const auto events = log.read_from(0);
  ASSERT_GE(events.size(), acknowledged) << "acknowledged events are lost";
  ASSERT_EQ(events.size(), log.head());
  for (std::uint64_t i = 0; i < events.size(); ++i) {
    const Event expected = event_at(i + 1, longest);
    ASSERT_EQ(events[i].sequence, expected.sequence);
    ASSERT_EQ(events[i].type, expected.type);
    ASSERT_EQ(events[i].version, expected.version);
    ASSERT_TRUE(events[i].payload == expected.payload) << "event " << i + 1;
  }
  std::uint64_t whole = 0;
  while (whole < events.size()) whole += events_in_append(whole);
  ASSERT_EQ(whole, events.size()) << "a part of an append is there";
  const std::uint64_t at_most = acknowledged + events_in_append(acknowledged);
  ASSERT_LE(events.size(), at_most) << "more is there than one append in flight";
}

}  // namespace lode::store::test
