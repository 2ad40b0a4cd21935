/// \file
/// The contract of store.h as tests that every store must pass. A store's test program includes this once and
/// instantiates it:
///
///   INSTANTIATE_TEST_SUITE_P(Memory, StoreSuite, testing::Values(StoreKind{"memory", open}));
#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "store/scratch.h"
#include "store/store.h"

namespace lode::store::test {

struct StoreKind {
  std::string name;
  /// Opens an empty store; what it needs on disk goes into the directory.
  std::function<std::unique_ptr<Store>(const std::filesystem::path& directory)> open;
};

inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

class StoreSuite : public testing::TestWithParam<StoreKind> {
 protected:
  Scratch scratch_;
  std::unique_ptr<Store> store_ = GetParam().open(scratch_.path());
};

inline Event event(const std::string& payload, const std::string& type = "Tested", std::int32_t version = 1) {
  return {.sequence = 0, .type = type, .version = version, .payload = payload};
}

inline std::vector<std::string> names(const Store& store) {
  std::vector<std::string> all;
  for (const auto& entry : store.list()) all.push_back(entry.name);
  return all;
}

/// The code and text of the Error that `action` throws; fails the test where it throws none.
template <class Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no Error was thrown";
  return Error(Code::internal, "");
}

template <class Action>
void expect_code(Code code, Action action) {
  const Error error = error_of(action);
  EXPECT_EQ(static_cast<int>(error.code()), static_cast<int>(code)) << error.what();
}

TEST_P(StoreSuite, ANewLogIsEmpty) {
  const auto log = store_->create("a", 1);
  EXPECT_EQ(log->head(), 0U);
  EXPECT_TRUE(log->read_from(0).empty());
}

TEST_P(StoreSuite, EventsComeBackAsWrittenNumberedFromOne) {
  const auto log = store_->create("a", 1);
  ASSERT_TRUE(log->append(0, {event("{\"x\":1}", "First", 7), event("", "Second", -2)}));
  ASSERT_TRUE(log->append(2, {event("third")}));
  const auto events = log->read_from(0);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(log->head(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(events[i].sequence, i + 1);
  EXPECT_EQ(events[0].type, "First");
  EXPECT_EQ(events[0].version, 7);
  EXPECT_EQ(events[0].payload, "{\"x\":1}");
  EXPECT_EQ(events[1].type, "Second");
  EXPECT_EQ(events[1].version, -2);
  EXPECT_EQ(events[1].payload, "");
  EXPECT_EQ(events[2].payload, "third");
}

TEST_P(StoreSuite, TheStoreNumbersTheEvents) {
  const auto log = store_->create("a", 1);
  Event numbered = event("x");
  numbered.sequence = 99;
  ASSERT_TRUE(log->append(0, {numbered}));
  EXPECT_EQ(log->read_from(0).at(0).sequence, 1U);
}

TEST_P(StoreSuite, ReadsWhatFollowsASequence) {
  const auto log = store_->create("a", 1);
  ASSERT_TRUE(log->append(0, {event("1"), event("2"), event("3")}));
  EXPECT_EQ(log->read_from(1).size(), 2U);
  EXPECT_EQ(log->read_from(2).at(0).payload, "3");
  EXPECT_TRUE(log->read_from(3).empty());
  EXPECT_TRUE(log->read_from(1000).empty());
  EXPECT_TRUE(log->read_from(std::numeric_limits<std::uint64_t>::max()).empty());
}

TEST_P(StoreSuite, AnotherHeadAppendsNothing) {
  const auto log = store_->create("a", 1);
  ASSERT_TRUE(log->append(0, {event("1"), event("2")}));
  for (const std::uint64_t wrong :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{3}, std::numeric_limits<std::uint64_t>::max()})
    EXPECT_FALSE(log->append(wrong, {event("no")})) << wrong;
  EXPECT_EQ(log->head(), 2U);
  EXPECT_EQ(log->read_from(0).size(), 2U);
}

TEST_P(StoreSuite, AnEmptyAppendOnlyComparesTheHead) {
  const auto log = store_->create("a", 1);
  ASSERT_TRUE(log->append(0, {event("1")}));
  EXPECT_TRUE(log->append(1, {}));
  EXPECT_FALSE(log->append(0, {}));
  EXPECT_EQ(log->head(), 1U);
}

TEST_P(StoreSuite, ABadEventLeavesTheLogAsItWas) {
  const auto log = store_->create("a", 1);
  using namespace std::string_literals;
  for (const auto& bad : {event("x", ""), event("a\0b"s), event("x", "T\0"s), event("\xff"),
                          event("\xc0\xaf"), event("\xed\xa0\x80"), event("\xf5\x80\x80\x80"),
                          event("\xe2\x82"), event("x", std::string(201, 't'))})
    expect_code(Code::argument, [&] { log->append(0, {event("good"), bad}); });
  EXPECT_NE(std::string(error_of([&] {
                          log->append(0, {event("good"), event("\xff")});
                        }).what())
                .find("event 2"),
            std::string::npos);
  EXPECT_EQ(log->head(), 0U);
  EXPECT_TRUE(log->append(0, {event("good")}));
}

TEST_P(StoreSuite, KeepsUnicodeAndLargePayloads) {
  const auto log = store_->create("a", 1);
  std::vector<std::string> payloads{"\xc3\xa4\xe2\x82\xac\xf0\x9f\x8c\xb1", "\x01\x7f\xf4\x8f\xbf\xbf",
                                    "'; DROP TABLE events; --", "\"\\\r\n\t"};
  for (const std::size_t size : {4095U, 4096U, 65536U, 1U << 20U}) payloads.emplace_back(size, 'x');
  payloads.back().replace(1000, 3, "\xe2\x82\xac");
  std::vector<Event> events;
  for (const auto& payload : payloads) events.push_back(event(payload));
  ASSERT_TRUE(log->append(0, events));
  const auto read = store_->open("a")->read_from(0);
  ASSERT_EQ(read.size(), payloads.size());
  for (std::size_t i = 0; i < read.size(); ++i) EXPECT_TRUE(read[i].payload == payloads[i]) << i;
}

TEST_P(StoreSuite, TenThousandEvents) {
  const auto log = store_->create("a", 1);
  constexpr std::uint64_t total = 10000;
  for (std::uint64_t head = 0; head < total; head += 100) {
    std::vector<Event> events;
    for (std::uint64_t i = 1; i <= 100; ++i) events.push_back(event(std::to_string(head + i)));
    ASSERT_TRUE(log->append(head, events));
  }
  const auto events = store_->open("a")->read_from(0);
  ASSERT_EQ(events.size(), total);
  for (std::uint64_t i = 0; i < total; ++i) {
    ASSERT_EQ(events[i].sequence, i + 1);
    ASSERT_EQ(events[i].payload, std::to_string(i + 1));
  }
  EXPECT_EQ(log->read_from(9998).at(0).payload, "9999");
  EXPECT_EQ(log->read_from(total - 1024).size(), 1024U);
}

TEST_P(StoreSuite, LogsOfOneStudySeeEachOther) {
  const auto one = store_->create("a", 1);
  const auto two = store_->open("a");
  ASSERT_TRUE(one->append(0, {event("1")}));
  EXPECT_EQ(two->head(), 1U);
  EXPECT_FALSE(two->append(0, {event("late")}));
  ASSERT_TRUE(two->append(1, {event("2")}));
  EXPECT_EQ(one->read_from(1).at(0).payload, "2");
}

TEST_P(StoreSuite, OfTwoWritersWithTheSameHeadOneWins) {
  const auto one = store_->create("a", 1);
  const auto two = store_->open("a");
  for (std::uint64_t head = 0; head < 40; head += 2) {
    std::array<bool, 2> won{};
    std::thread first([&] { won[0] = one->append(head, {event("1"), event("1")}); });
    std::thread second([&] { won[1] = two->append(head, {event("2"), event("2")}); });
    first.join();
    second.join();
    ASSERT_NE(won[0], won[1]) << head;
    const auto events = one->read_from(head);
    ASSERT_EQ(events.size(), 2U);  // the other one's events are nowhere
    for (const auto& read : events) EXPECT_EQ(read.payload, won[0] ? "1" : "2");
  }
}

TEST_P(StoreSuite, AWriterThatStopsAnywhereIsFollowedByOneThatGoesOn) {
  std::unique_ptr<EventLog> log = store_->create("a", 1);
  for (std::uint64_t head = 0; head < 30; ++head) {
    ASSERT_TRUE(log->append(head, {event(std::to_string(head + 1))}));
    if (head % 3 == 0) log = store_->open("a");  // the one before is gone, in whatever state it was
    EXPECT_EQ(log->head(), head + 1);
  }
  const auto whole = log->read_from(0);
  ASSERT_EQ(whole.size(), 30U);
  for (std::uint64_t after = 0; after <= 30; ++after) {
    const auto rest = store_->open("a")->read_from(after);
    ASSERT_EQ(rest.size(), 30 - after);
    for (std::size_t i = 0; i < rest.size(); ++i) EXPECT_EQ(rest[i].payload, whole[after + i].payload);
  }
}

TEST_P(StoreSuite, StudiesAreApart) {
  const auto a = store_->create("a", 1);
  const auto b = store_->create("b", 2);
  ASSERT_TRUE(a->append(0, {event("of a")}));
  EXPECT_EQ(b->head(), 0U);
  ASSERT_TRUE(b->append(0, {event("of b")}));
  EXPECT_EQ(a->read_from(0).size(), 1U);
  EXPECT_EQ(b->read_from(0).at(0).payload, "of b");
}

TEST_P(StoreSuite, ListsInOrderOfCreation) {
  EXPECT_TRUE(store_->list().empty());
  store_->create("zebra", 30.25);
  store_->create("\xc3\x84pfel", 20);  // the times are the caller's: they do not order the list
  store_->create("ant", -10);
  EXPECT_EQ(names(*store_), (std::vector<std::string>{"zebra", "\xc3\x84pfel", "ant"}));
  EXPECT_EQ(store_->list().at(0).created, 30.25);
  EXPECT_EQ(store_->list().at(2).created, -10);
}

TEST_P(StoreSuite, NamesAreUniqueWithoutRegardToCase) {
  ASSERT_TRUE(store_->create("Churn", 1)->append(0, {event("1")}));
  const Error error = error_of([&] { store_->create("cHURN", 2); });
  EXPECT_EQ(error.code(), Code::exists);
  EXPECT_NE(std::string(error.what()).find("cHURN"), std::string::npos);
  EXPECT_EQ(store_->open("CHURN")->head(), 1U);
  EXPECT_EQ(names(*store_), std::vector<std::string>{"Churn"});
  // Only ASCII letters have a case here.
  EXPECT_NO_THROW(store_->create("\xc3\xa4", 1));
  EXPECT_NO_THROW(store_->create("\xc3\x84", 1));
}

TEST_P(StoreSuite, RefusesBadNamesAndTimes) {
  using namespace std::string_literals;
  for (const auto& name : {""s, std::string(257, 'n'), "a\0b"s, "\xff"s, "\xe2\x82"s}) {
    expect_code(Code::argument, [&] { store_->create(name, 1); });
    expect_code(Code::argument, [&] { store_->open(name); });
    expect_code(Code::argument, [&] { store_->remove(name); });
  }
  expect_code(Code::argument, [&] { store_->create("a", std::numeric_limits<double>::quiet_NaN()); });
  expect_code(Code::argument, [&] { store_->create("a", std::numeric_limits<double>::infinity()); });
  EXPECT_TRUE(store_->list().empty());
  const std::string longest(200, 'n');
  store_->create(longest, 1);
  EXPECT_EQ(names(*store_), std::vector<std::string>{longest});
  EXPECT_NO_THROW(store_->create(" ", 1));
  EXPECT_NO_THROW(store_->create("a/b'c\"d%_*?", 1));
  EXPECT_NO_THROW(store_->open("a/b'c\"d%_*?"));
}

TEST_P(StoreSuite, AnUnknownStudyNamesTheNearest) {
  expect_code(Code::not_found, [&] { store_->open("churn"); });
  store_->create("churn-model", 1);
  store_->create("prices", 2);
  const Error error = error_of([&] { store_->open("chrun-model"); });
  EXPECT_EQ(error.code(), Code::not_found);
  EXPECT_NE(std::string(error.what()).find("'chrun-model'"), std::string::npos) << error.what();
  EXPECT_NE(std::string(error.what()).find("'churn-model'"), std::string::npos) << error.what();
  EXPECT_NE(std::string(error.what()).find(store_->location()), std::string::npos) << error.what();
  expect_code(Code::not_found, [&] { store_->remove("pricse"); });
}

TEST_P(StoreSuite, RemovedStudiesAreGoneAndTheirNamesFree) {
  const auto old = store_->create("a", 1);
  ASSERT_TRUE(old->append(0, {event("old")}));
  store_->create("b", 2);
  store_->remove("A");
  EXPECT_EQ(names(*store_), std::vector<std::string>{"b"});
  expect_code(Code::not_found, [&] { store_->open("a"); });
  expect_code(Code::not_found, [&] { store_->remove("a"); });
  const auto fresh = store_->create("a", 3);
  EXPECT_EQ(fresh->head(), 0U);
  EXPECT_EQ(names(*store_), (std::vector<std::string>{"b", "a"}));
}

TEST_P(StoreSuite, ALogOfARemovedStudyAnswersNotFoundForGood) {
  const auto old = store_->create("a", 1);
  ASSERT_TRUE(old->append(0, {event("old")}));
  store_->remove("a");
  for (int round = 0; round < 2; ++round) {  // the second time after the name was given away again
    expect_code(Code::not_found, [&] { old->head(); });
    expect_code(Code::not_found, [&] { old->read_from(0); });
    expect_code(Code::not_found, [&] { old->read_from(1); });
    expect_code(Code::not_found, [&] { old->append(1, {event("x")}); });
    expect_code(Code::not_found, [&] { old->append(0, {}); });
    if (round == 0) store_->create("a", 2);
  }
  EXPECT_EQ(store_->open("a")->head(), 0U);
}

TEST_P(StoreSuite, ALogOutlivesItsStore) {
  const auto log = store_->create("a", 1);
  store_.reset();
  ASSERT_TRUE(log->append(0, {event("1")}));
  EXPECT_EQ(log->read_from(0).at(0).payload, "1");
}

/// Appends `count` events to `log`, each until it is taken.
inline void append_with_retry(EventLog& log, const std::string& writer, int count) {
  for (int i = 0; i < count; ++i)
    while (!log.append(log.head(), {event(writer + ":" + std::to_string(i))})) continue;
}

TEST_P(StoreSuite, EightThreadsOnOneLogLoseNothing) {
  constexpr int writers = 8;
  constexpr int count = 25;
  const auto shared = store_->create("a", 1);
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer)
    threads.emplace_back([&, writer] {
      const auto own = store_->open("a");
      append_with_retry(writer % 2 == 0 ? *shared : *own, std::to_string(writer), count);
    });
  for (auto& thread : threads) thread.join();
  std::vector<int> next(writers, 0);
  std::uint64_t sequence = 0;
  for (const auto& read : shared->read_from(0)) {
    EXPECT_EQ(read.sequence, ++sequence);
    const auto writer = static_cast<std::size_t>(std::stoi(read.payload));
    EXPECT_EQ(read.payload, std::to_string(writer) + ":" + std::to_string(next.at(writer)++));
  }
  EXPECT_EQ(sequence, static_cast<std::uint64_t>(writers * count));
}

TEST_P(StoreSuite, EightThreadsOnTheirOwnStudies) {
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 8; ++writer)
    threads.emplace_back([&, writer] {
      const auto log = store_->create(std::to_string(writer), writer);
      for (std::uint64_t head = 0; head < 25; ++head)
        EXPECT_TRUE(log->append(head, {event(std::to_string(writer))}));
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store_->list().size(), 8U);
  for (int writer = 0; writer < 8; ++writer) {
    const auto events = store_->open(std::to_string(writer))->read_from(0);
    ASSERT_EQ(events.size(), 25U);
    for (const auto& read : events) EXPECT_EQ(read.payload, std::to_string(writer));
  }
}

TEST_P(StoreSuite, OneOfManyCreatorsWins) {
  std::atomic<int> won{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      try {
        store_->create("a", 1);
        ++won;
      } catch (const Error& error) {
        if (error.code() == Code::exists) ++refused;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(refused, 7);
}

TEST_P(StoreSuite, ReadersSeeWholeAppendsThatNeverChange) {
  const auto log = store_->create("a", 1);
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader)
    readers.emplace_back([&] {
      std::vector<std::string> seen;
      for (bool last = false; !last;) {
        last = done;
        const auto events = log->read_from(0);
        EXPECT_EQ(events.size() % 3, 0U);  // every append has three events
        ASSERT_GE(events.size(), seen.size());
        for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(events[i].payload, seen[i]);
        for (std::size_t i = seen.size(); i < events.size(); ++i) seen.push_back(events[i].payload);
      }
      EXPECT_EQ(seen.size(), 120U);
    });
  for (std::uint64_t head = 0; head < 120; head += 3) {
    const std::string text = std::to_string(head);
    EXPECT_TRUE(log->append(head, {event(text), event(text), event(text)}));
  }
  done = true;
  for (auto& reader : readers) reader.join();
}

}  // namespace lode::store::test
