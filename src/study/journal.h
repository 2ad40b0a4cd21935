/// \file
/// The state of a study together with its durable log: the one place where events are decided, appended and
/// applied.
///
/// A command is a function from the state to the events that it wants. Commands queue; one of the waiting
/// threads becomes the leader, decides all queued commands one after the other, appends their events in ONE
/// transaction, and wakes the others (group commit). If another process wrote meanwhile the append is
/// refused: the leader replays and decides again. So nothing is acknowledged before it is durable, and
/// nothing is decided on a state that another process has changed.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "store/store.h"
#include "study/state.h"

namespace lode::study {

/// Seconds since the epoch. Injected, so that tests need no wall clock.
using Clock = std::function<double()>;

/// The events that a command wants. May throw Error to refuse; may be called several times, so it must not
/// have side effects that add up.
using Decide = std::function<std::vector<Body>(const State&)>;

/// Sees every durable state, with the number of its last event; an empty one, after all events, where the log
/// was found to be gone.
using Watch = std::function<void(const State&, std::uint64_t head)>;
/// Told of each event that this journal has written, once it is durable. Called with none of the
/// journal's locks held, on the thread of any command; what it throws is dropped, as the event stands.
using Listener = std::function<void(const Event&)>;

/// Thread-safe.
class Journal {
 public:
  Journal(
      std::unique_ptr<store::EventLog> log, Clock clock, Listener listener = [](const Event&) {})
      : log_(std::move(log)), clock_(std::move(clock)), listener_(std::move(listener)) {}

  /// Decides, makes durable, applies. Rethrows what the command threw.
  void commit(const Decide& decide);
  /// Several commands, in order, in one transaction. \return one place each: what it threw, or null.
  std::vector<std::exception_ptr> commit_all(const std::vector<Decide>& decides);

  /// A copy of the state with every event that any process has written by now.
  std::shared_ptr<const State> snapshot();
  /// The same, and the last event it holds.
  std::shared_ptr<const State> snapshot(std::uint64_t& head);

  /// What `look` makes of the same state, without a copy. It runs under the journal's lock: it must be short,
  /// and call nothing of the study.
  template <class Look>
  auto read(const Look& look) {
    std::lock_guard lock(state_lock_);
    catch_up();
    return look(static_cast<const State&>(state_));
  }

  /// Calls `watch` with the state and its last event now and whenever the state has moved. It runs under the
  /// journal's lock, may not throw, and may call nothing of the study. Before other threads use the journal.
  void watch(Watch watch);

  /// How many commands wait behind the one that is being written.
  std::size_t waiting();

  /// Waits until something has changed since the `seen`-th change, or the time is up. \return the number of
  /// changes.
  std::uint64_t wait_change(std::uint64_t seen, double seconds);

 private:
  struct Command {
    const Decide* decide = nullptr;
    std::exception_ptr error;
    bool done = false;
  };

  void submit(std::vector<Command>& commands);
  /// \return what was written
  std::vector<Event> lead(const std::vector<Command*>& batch);
  std::vector<Event> write(const std::vector<Command*>& batch);
  std::vector<Event> decide(const std::vector<Command*>& batch);
  void put(Body body, double now, std::vector<Event>& events);
  void tell(const std::vector<Event>& events) noexcept;
  void catch_up();
  std::uint64_t log_head();
  void replay();
  static void check_whole(const std::vector<store::Event>& events, std::uint64_t head);
  void announce();

  std::unique_ptr<store::EventLog> log_;
  Clock clock_;
  Listener listener_;

  std::mutex queue_lock_;
  std::condition_variable queue_moved_;
  std::vector<Command*> queue_;
  bool leading_ = false;

  std::mutex state_lock_;
  State state_;
  std::uint64_t head_ = 0;
  Watch watch_ = [](const State&, std::uint64_t) {};
  bool stale_ = false;  ///< the state may hold events that are not durable: replay before use

  std::mutex change_lock_;
  std::condition_variable changed_;
  std::uint64_t changes_ = 0;
};

}  // namespace lode::study
