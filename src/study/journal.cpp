#include "study/journal.h"

#include <chrono>
#include <limits>

#include "base/error.h"
#include "study/commands.h"

namespace lode::study {

namespace {

constexpr int max_conflicts = 100;  // in a row: other processes would have to win every race

}  // namespace

void Journal::commit(const Decide& decide) {
  std::vector<Command> commands(1);
  commands[0].decide = &decide;
  submit(commands);
  if (commands[0].error) std::rethrow_exception(commands[0].error);
}

std::vector<std::exception_ptr> Journal::commit_all(const std::vector<Decide>& decides) {
  std::vector<Command> commands(decides.size());
  for (std::size_t i = 0; i < decides.size(); ++i) commands[i].decide = &decides[i];
  if (!commands.empty()) submit(commands);
  std::vector<std::exception_ptr> errors;
  for (const auto& command : commands) errors.push_back(command.error);
  return errors;
}

void Journal::submit(std::vector<Command>& commands) {
  std::unique_lock lock(queue_lock_);
  // All of them or none: one that stayed behind for want of memory would dangle.
  queue_.reserve(queue_.size() + commands.size());
  for (auto& command : commands) queue_.push_back(&command);
  std::vector<Event> written;
  while (!commands.back().done) {
    if (leading_) {
      queue_moved_.wait(lock);
      continue;
    }
    leading_ = true;
    std::vector<Command*> batch;
    batch.swap(queue_);
    lock.unlock();
    written = lead(batch);  // once at most: the batch holds these commands
    lock.lock();
    leading_ = false;
    for (Command* command : batch) command->done = true;
    queue_moved_.notify_all();
  }
  lock.unlock();
  tell(written);
}

void Journal::tell(const std::vector<Event>& events) noexcept {
  for (const Event& event : events) {
    try {
      listener_(event);
    } catch (...) {
    }
  }
}

std::vector<Event> Journal::lead(const std::vector<Command*>& batch) {
  std::vector<Event> written;
  try {
    std::lock_guard lock(state_lock_);
    written = write(batch);
  } catch (...) {
    for (Command* command : batch) command->error = std::current_exception();
  }
  if (!written.empty()) announce();
  return written;
}

std::vector<Event> Journal::write(const std::vector<Command*>& batch) {
  for (int conflicts = 0; conflicts < max_conflicts; ++conflicts) {
    catch_up();
    stale_ = true;  // until it is known that what decide() applies is durable
    auto events = decide(batch);
    std::vector<store::Event> encoded;
    for (const Event& event : events) encoded.push_back(encode(event));
    if (events.empty() || log_->append(head_, encoded)) {
      stale_ = false;
      head_ += events.size();
      watch_(state_, head_);
      return events;
    }
  }
  throw Error(Code::conflict, "other processes kept writing to this study; try again");
}

std::vector<Event> Journal::decide(const std::vector<Command*>& batch) {
  std::vector<Event> events;
  for (Command* command : batch) {
    const double now = clock_();
    std::vector<Body> bodies;
    command->error = nullptr;
    try {
      bodies = (*command->decide)(state_);
    } catch (...) {
      command->error = std::current_exception();
    }
    if (bodies.empty()) continue;
    for (Body& body : bodies) put(std::move(body), now, events);
    // No earlier than when the command looked at the clock: what it found over is over.
    const double then = clock_();
    while (auto next = decide_next(state_, then)) put(std::move(*next), then, events);
  }
  return events;
}

void Journal::put(Body body, double now, std::vector<Event>& events) {
  events.push_back({now, std::move(body)});
  state_.apply(events.back());
}

void Journal::watch(Watch watch) {
  std::lock_guard lock(state_lock_);
  catch_up();
  watch_ = std::move(watch);
  watch_(state_, head_);
}

void Journal::catch_up() {
  if (stale_) replay();
  if (log_head() == head_) return;
  const auto events = log_->read_from(head_);
  check_whole(events, head_);
  stale_ = true;  // an event that cannot be applied must not be skipped the next time
  for (const auto& event : events) state_.apply(study::decode(event));
  if (!events.empty()) head_ = events.back().sequence;
  stale_ = false;
  watch_(state_, head_);
  announce();
}

std::uint64_t Journal::log_head() {
  try {
    return log_->head();
  } catch (const Error& e) {
    if (e.code() == Code::not_found) watch_(State(), std::numeric_limits<std::uint64_t>::max());
    throw;
  }
}

/// A log with a hole is not the study's history, whatever the rest says.
void Journal::check_whole(const std::vector<store::Event>& events, std::uint64_t head) {
  for (const auto& event : events)
    if (event.sequence != ++head)
      throw Error(Code::store,
                  "event " + std::to_string(head) + " is missing: the study's record is damaged");
}

void Journal::replay() {
  State fresh;
  const auto events = log_->read_from(0);
  check_whole(events, 0);
  for (const auto& event : events) fresh.apply(study::decode(event));
  state_ = std::move(fresh);
  head_ = events.empty() ? 0 : events.back().sequence;
  stale_ = false;
  watch_(state_, head_);
}

void Journal::announce() {
  std::lock_guard lock(change_lock_);
  ++changes_;
  changed_.notify_all();
}

std::shared_ptr<const State> Journal::snapshot() {
  std::uint64_t head = 0;
  return snapshot(head);
}

std::shared_ptr<const State> Journal::snapshot(std::uint64_t& head) {
  std::lock_guard lock(state_lock_);
  catch_up();
  head = head_;
  return std::make_shared<const State>(state_);
}

std::size_t Journal::waiting() {
  std::lock_guard lock(queue_lock_);
  return queue_.size();
}

std::uint64_t Journal::wait_change(std::uint64_t seen, double seconds) {
  std::unique_lock lock(change_lock_);
  changed_.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return changes_ != seen; });
  return changes_;
}

}  // namespace lode::study
