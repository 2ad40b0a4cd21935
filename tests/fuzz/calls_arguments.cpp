// The arguments of the calls in calls.h, as the input chooses them.

#include "fuzz/arguments.h"
#include "fuzz/calls.h"

namespace lode::fuzz {

std::string Machine::name() {
  static const char* const names[] = {"a", "b", "x", "n", "loss", "A", "", ".", "a/b", "\xff", "\xc3\xa4"};
  const std::size_t i = in_.index(std::size(names) + 1);
  return i < std::size(names) ? names[i] : in_.text();
}

const char* Machine::text_or_null(const std::string& text) {
  return in_.index(16) == 15 ? nullptr : text.c_str();
}

double Machine::number() { return fuzz::number(in_); }

std::uint64_t Machine::trial_number() {
  const std::uint8_t byte = in_.byte();
  return byte < 250 ? byte % 16 : std::numeric_limits<std::uint64_t>::max() - byte;
}

std::uint32_t Machine::size_of_struct(std::size_t right) { return fuzz::size_of_struct(in_, right); }

/// As long as the study's rows, if it has a trial to show how long they are.
std::vector<double> Machine::row(lode_study* study) {
  std::size_t count = in_.index(5);
  lode_trial* first = nullptr;
  if (count < 4 && lode_study_trial(study, 0, &first, nullptr) == LODE_OK) lode_trial_row(first, &count);
  const Trial owned(first);
  std::vector<double> row(count);
  for (double& value : row) value = number();
  return row;
}

const lode_options* Machine::options_or_null() { return in_.index(4) == 0 ? nullptr : options_.get(); }

}  // namespace lode::fuzz
