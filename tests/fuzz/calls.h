/// \file
/// A small machine whose instructions are calls of the C interface, good and bad ones: what calls_fuzz.cpp
/// runs.
#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "fuzz/host.h"

namespace lode::fuzz {

/// The handles made so far, and the calls on them. Arguments come from the input: most are sensible, any may
/// be NULL, out of range or of the wrong size.
class Machine {
 public:
  Machine(const std::uint8_t* data, std::size_t size);

  /// Runs until the input is used up.
  void run();

 private:
  using Instruction = void (Machine::*)();
  static const std::vector<Instruction>& instructions();

  // One instruction each.
  void set_option();
  void get_option();
  void describe_option();
  void make_space();
  void add_real();
  void add_integer();
  void add_categorical();
  void set_step();
  void set_condition();
  void open_store();
  void close_store();
  void list();
  void purge();
  void create_study();
  void create_from_json();
  void open_study();
  void close_study();
  void ask();
  void started();
  void report();
  void tell();
  void tell_value();
  void enqueue();
  void add();
  void stop();
  void interrupt();
  void counters();
  void best();
  void trial();
  void snapshot();
  void study_texts();
  void look_at_trial();
  void look_at_snapshot();
  void run_study();
  void make_launcher();
  void explain();

  // Arguments.
  std::string name();
  const char* text_or_null(const std::string& text);
  double number();
  std::uint64_t trial_number();
  std::uint32_t size_of_struct(std::size_t right);
  std::vector<double> row(lode_study* study);
  const lode_options* options_or_null();
  template <class Handle>
  auto pick(std::vector<Handle>& handles) -> decltype(handles.front().get());

  /// Checks what a call promises, and goes on.
  lode_status check(lode_status status);
  template <class Handle, class Raw>
  void keep(std::vector<Handle>& handles, lode_status status, Raw*& made);
  template <class Call>
  void read_text(Call&& call);
  void read_trial(const lode_trial* trial);

  static constexpr std::size_t most_handles = 4;  ///< of a kind

  Bytes in_;
  lode_error error_ = LODE_ERROR_INIT;
  int fits_left_ = 6;  ///< asks of more than a few trials, which cost a fit each
  Context context_;
  Options options_;
  Space space_;
  std::vector<Store> stores_;
  std::vector<Study> studies_;
  std::vector<Trial> trials_;
  std::vector<Snapshot> snapshots_;
};

template <class Handle>
auto Machine::pick(std::vector<Handle>& handles) -> decltype(handles.front().get()) {
  const std::size_t i = in_.byte();
  return handles.empty() || i >= 250 ? nullptr : handles[i % handles.size()].get();
}

/// Takes what a call made; outputs are left as they were on error.
template <class Handle, class Raw>
void Machine::keep(std::vector<Handle>& handles, lode_status status, Raw*& made) {
  check(status);
  LODE_MUST((status >= 0) == (made != nullptr));
  if (made == nullptr) return;
  if (handles.size() == most_handles) handles.erase(handles.begin());
  handles.emplace_back(made);
}

template <class Call>
void Machine::read_text(Call&& call) {
  std::array<char, 64> small{};
  std::size_t needed = 0;
  const std::size_t capacity = in_.index(small.size() + 1);
  const lode_status status =
      check(call(in_.index(4) == 0 ? nullptr : small.data(), capacity, &needed, &error_));
  if (status == LODE_E_BUFFER) LODE_MUST(needed > capacity && small[0] == '\0');
  if (needed > 0) two_calls(call);
}

}  // namespace lode::fuzz
