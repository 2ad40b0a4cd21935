// A process of its own for the tests that kill it, and for those that share a file with it.
//
//   store_writer stream PATH STUDY             appends workload.h's stream until it is killed
//   store_writer contend PATH STUDY NAME COUNT appends COUNT events NAME:0, NAME:1, ..., each until it is
//   taken store_writer step PATH STUDY               appends one event at the head for each byte on its input
//
// After each append that the store has acknowledged it writes the log's new head to its output, in 8 bytes.
#include <cstdio>
#include <exception>
#include <string>
#include <unistd.h>

#include "base/error.h"
#include "store/workload.h"

namespace {

using lode::store::Event;
using lode::store::EventLog;

/// \return false where nobody listens any more.
bool acknowledge(std::uint64_t head) { return ::write(STDOUT_FILENO, &head, sizeof head) == sizeof head; }

std::unique_ptr<EventLog> open_or_create(lode::store::Store& store, const std::string& study) {
  for (const auto& entry : store.list())
    if (entry.name == study) return store.open(study);
  return store.create(study, 1);
}

void stream(EventLog& log) {
  std::uint64_t head = log.head();
  while (log.append(head, lode::store::test::append_at(head))) {
    head += lode::store::test::events_in_append(head);
    if (!acknowledge(head)) return;
  }
}

void append_one(EventLog& log, const std::string& payload) {
  for (;;) {
    const std::uint64_t head = log.head();
    if (!log.append(head, {{.sequence = 0, .type = "T", .version = 1, .payload = payload}})) continue;
    acknowledge(head + 1);
    return;
  }
}

void contend(EventLog& log, const std::string& name, int count) {
  for (int i = 0; i < count; ++i) append_one(log, name + ":" + std::to_string(i));
}

void step(EventLog& log) {
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) == 1) append_one(log, "step");
}

void run(const std::string& mode, int count, char** arguments) {
  const auto store = lode::store::open_sqlite_store(arguments[2]);
  const auto log = open_or_create(*store, arguments[3]);
  if (mode == "stream") stream(*log);
  if (mode == "contend" && count == 6) contend(*log, arguments[4], std::stoi(arguments[5]));
  if (mode == "step") step(*log);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  try {
    run(arguments[1], count, arguments);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "store_writer: %s\n", error.what());
    return 1;
  }
}
