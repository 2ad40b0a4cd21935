/// \file
/// \brief The parts of lode.hpp that need no context: errors, options, spaces, and copies of trials and
/// studies.
#ifndef LODE_VALUES_HPP
#define LODE_VALUES_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <lode/lode.h>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lode {

/// A failed call: its status, and as what() a text fit for a user.
class Error : public std::runtime_error {
 public:
  Error(lode_status status, const std::string& message) : std::runtime_error(message), status_(status) {}
  /// One of LODE_E_...
  lode_status status() const noexcept { return status_; }

 private:
  lode_status status_;
};

/// \cond
namespace detail {

/// Calls `function(&error)` and throws where it failed.
template <class Function>
lode_status checked(Function&& function) {
  lode_error error = LODE_ERROR_INIT;
  const lode_status status = function(&error);
  if (status < 0) throw Error(status, error.message[0] != '\0' ? error.message : lode_status_name(status));
  return status;
}

/// A text as C takes it, which would end it at a NUL. \throws Error naming the argument where it holds one.
inline const char* c_text(const char* argument, const std::string& text) {
  const std::size_t nul = text.find('\0');
  if (nul == std::string::npos) return text.c_str();
  throw Error(LODE_E_ARGUMENT,
              std::string(argument) + ": byte " + std::to_string(nul) + " is NUL; text without NUL accepted");
}

/// The same for each of some. They are borrowed.
inline std::vector<const char*> c_texts(const char* argument, const std::vector<std::string>& texts) {
  std::vector<const char*> all;
  for (const auto& text : texts)
    all.push_back(c_text((std::string(argument) + "[" + std::to_string(all.size()) + "]").c_str(), text));
  return all;
}

/// The two-call pattern for `function(buffer, capacity, &needed, &error)`; again where the text grew in
/// between.
template <class Function>
std::string text_of(Function&& function) {
  std::string buffer;
  while (true) {
    std::size_t needed = 0;
    lode_error error = LODE_ERROR_INIT;
    const lode_status status =
        function(buffer.empty() ? nullptr : &buffer[0], buffer.size(), &needed, &error);
    const bool grown = status == LODE_E_BUFFER && needed > buffer.size();
    if (status < 0 && !grown) throw Error(status, error.message);
    if (!grown && !buffer.empty()) {
      buffer.resize(needed > 0 ? needed - 1 : 0);
      return buffer;
    }
    if (needed == 0) return std::string();
    buffer.assign(needed, '\0');
  }
}

/// What `function()` returns, which takes memory for a result. \throws Error where there is none.
template <class Function>
auto within_memory(Function&& function) {
  try {
    return function();
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {  // more than any vector holds
  }
  throw Error(LODE_E_MEMORY, "out of memory: there is none for the result");
}

/// rows x columns places for what a call hands out. \throws Error where there is no memory for them.
template <class T>
std::vector<T> room(std::size_t rows, std::size_t columns = 1) {
  return within_memory([&] {
    if (columns > 0 && rows > std::numeric_limits<std::size_t>::max() / columns) throw std::bad_alloc();
    return std::vector<T>(rows * columns);
  });
}

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* handle) const noexcept { Free(handle); }
};

template <class T, void (*Free)(T*)>
using Handle = std::unique_ptr<T, Freed<T, Free>>;

/// The handle that `function(&out, &error)` makes.
template <class T, class Function>
T* made(Function&& function) {
  T* out = nullptr;
  checked([&](lode_error* error) { return function(&out, error); });
  return out;
}

/// A `destroy` callback for user_data that was made with new.
template <class T>
void destroyed(void* user_data) {
  delete static_cast<T*>(user_data);
}

}  // namespace detail
/// \endcond

/// Named settings: the option table's values that differ from its defaults.
class Options {
 public:
  Options() : handle_(detail::made<lode_options>(lode_options_create)) {}

  /// Sets an option from text ("3", "0.5", "true"). \throws Error for an unknown name or a bad value.
  Options& set(const std::string& name, const std::string& value) {
    detail::checked([&](lode_error* e) {
      return lode_options_set(get(), detail::c_text("name", name), detail::c_text("value", value), e);
    });
    return *this;
  }
  /// Sets a numeric option from a number, or a boolean one from a bool. \throws Error for an unknown name or
  /// a bad value.
  template <class Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  Options& set(const std::string& name, Number value) {
    if constexpr (std::is_same_v<Number, bool>) {
      return set(name, std::string(value ? "true" : "false"));
    } else if constexpr (std::is_floating_point_v<Number>) {
      return set_real(name, static_cast<double>(value));
    } else if constexpr (std::is_unsigned_v<Number>) {  // of 64 bits, it may be beyond an int64_t
      return set(name, std::to_string(value));
    } else {
      return set_integer(name, static_cast<std::int64_t>(value));
    }
  }
  Options& set(const std::string& name, std::nullptr_t) = delete;
  /// The same for one type of number.
  Options& set_integer(const std::string& name, std::int64_t value) {
    detail::checked([&](lode_error* e) {
      return lode_options_set_integer(get(), detail::c_text("name", name), value, e);
    });
    return *this;
  }
  /// The same for the other.
  Options& set_real(const std::string& name, double value) {
    detail::checked(
        [&](lode_error* e) { return lode_options_set_real(get(), detail::c_text("name", name), value, e); });
    return *this;
  }
  /// The value in force, set or default, as text. \throws Error for an unknown name.
  std::string value(const std::string& name) const {
    return detail::text_of([&](char* buffer, std::size_t capacity, std::size_t* needed, lode_error* e) {
      return lode_options_get(handle_.get(), detail::c_text("name", name), buffer, capacity, needed, e);
    });
  }
  /// Every row of the option table. Its texts are static.
  static std::vector<lode_option_info> table() {
    std::vector<lode_option_info> rows(lode_option_count());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = LODE_OPTION_INFO_INIT;
      detail::checked([&](lode_error* e) { return lode_option_describe(i, &rows[i], e); });
    }
    return rows;
  }

  lode_options* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<lode_options, lode_options_free> handle_;
};

/// A search space being declared; each call returns *this for the next.
class Space {
 public:
  Space() : handle_(detail::made<lode_space>(lode_space_create)) {}

  /// A real parameter in [low, high].
  Space& real(const std::string& name, double low, double high, lode_scaling scaling = LODE_SCALING_AUTO) {
    return add([&](lode_error* e) {
      return lode_space_add_real(get(), detail::c_text("name", name), low, high, scaling, e);
    });
  }
  /// An integer parameter in [low, high], both within +-2^53.
  Space& integer(const std::string& name, std::int64_t low, std::int64_t high,
                 lode_scaling scaling = LODE_SCALING_AUTO) {
    return add([&](lode_error* e) {
      return lode_space_add_integer(get(), detail::c_text("name", name), low, high, scaling, e);
    });
  }
  /// A categorical parameter with different choices.
  Space& categorical(const std::string& name, const std::vector<std::string>& choices) {
    const std::vector<const char*> texts = detail::c_texts("choices", choices);
    return add([&](lode_error* e) {
      return lode_space_add_categorical(get(), detail::c_text("name", name), texts.data(), texts.size(), e);
    });
  }
  /// Restricts a declared numeric parameter to low + k * step.
  Space& step(const std::string& name, double step) {
    return add(
        [&](lode_error* e) { return lode_space_set_step(get(), detail::c_text("name", name), step, e); });
  }
  /// Makes `name` active only where `parent` has one of `values` (a choice: its index).
  Space& condition(const std::string& name, const std::string& parent, const std::vector<double>& values) {
    return add([&](lode_error* e) {
      return lode_space_set_condition(get(), detail::c_text("name", name), detail::c_text("parent", parent),
                                      values.data(), values.size(), e);
    });
  }

  lode_space* get() const noexcept { return handle_.get(); }

 private:
  template <class Function>
  Space& add(Function&& function) {
    detail::checked(std::forward<Function>(function));
    return *this;
  }

  detail::Handle<lode_space, lode_space_free> handle_;
};

/// A trial that somebody else owns: a snapshot's, or the one that a launch callback is given. Valid as long
/// as its owner.
class TrialView {
 public:
  explicit TrialView(const lode_trial* trial) noexcept : trial_(trial) {}

  std::uint64_t number() const noexcept { return lode_trial_number(trial_); }
  /// Status, times, objective. Its pointers live as long as the trial.
  lode_trial_info info() const {
    lode_trial_info info = LODE_TRIAL_INFO_INIT;
    detail::checked([&](lode_error* e) { return lode_trial_get_info(trial_, &info, e); });
    return info;
  }
  /// "<study>-<number>".
  std::string name() const { return info().name; }
  /// The step at which it was paused last, from which its present attempt goes on; 0: never.
  std::int64_t resume_step() const { return info().resume_step; }
  /// With Hyperband: the step up to which it is trained before it is compared with others; 0: no such step.
  std::uint64_t resource() const { return info().resource; }
  /// One value per parameter in order of declaration; NaN = inactive.
  std::vector<double> row() const {
    std::size_t count = 0;
    const double* values = lode_trial_row(trial_, &count);
    return std::vector<double>(values, values + count);
  }
  /// A numeric parameter. \throws Error for an unknown or inactive one.
  double real(const std::string& name) const {
    double value = 0;
    detail::checked(
        [&](lode_error* e) { return lode_trial_real(trial_, detail::c_text("name", name), &value, e); });
    return value;
  }
  /// An integer parameter. \throws Error for an unknown or inactive one.
  std::int64_t integer(const std::string& name) const {
    std::int64_t value = 0;
    detail::checked(
        [&](lode_error* e) { return lode_trial_integer(trial_, detail::c_text("name", name), &value, e); });
    return value;
  }
  /// Any hyperparameter as the text that a trainer gets; "" where it is unknown or inactive.
  std::string text(const std::string& name) const {
    const char* value = lode_trial_text(trial_, detail::c_text("name", name));
    return value != nullptr ? value : "";
  }
  /// All hyperparameters as a JSON object of strings.
  std::string json() const {
    return detail::text_of([&](char* buffer, std::size_t capacity, std::size_t* needed, lode_error* e) {
      return lode_trial_json(trial_, buffer, capacity, needed, e);
    });
  }
  /// Everything reported, in order of arrival. Their metric names live as long as the trial.
  std::vector<lode_report> reports() const {
    std::vector<lode_report> reports(static_cast<std::size_t>(info().report_count));
    for (std::size_t i = 0; i < reports.size(); ++i) reports[i] = report(i);
    return reports;
  }
  /// Report `index`, below info().report_count.
  lode_report report(std::size_t index) const {
    lode_report report = LODE_REPORT_INIT;
    detail::checked([&](lode_error* e) { return lode_trial_report(trial_, index, &report, e); });
    return report;
  }

  const lode_trial* get() const noexcept { return trial_; }

 private:
  const lode_trial* trial_;
};

/// A trial of one's own: an immutable copy that outlives everything it came from.
class Trial : public TrialView {
 public:
  /// Takes over `trial`.
  explicit Trial(lode_trial* trial) noexcept : TrialView(trial), handle_(trial) {}

 private:
  detail::Handle<lode_trial, lode_trial_free> handle_;
};

/// A study at one moment.
class Snapshot {
 public:
  /// Takes over `snapshot`.
  explicit Snapshot(lode_snapshot* snapshot) noexcept : handle_(snapshot) {}

  std::size_t size() const noexcept { return lode_snapshot_trial_count(get()); }
  /// Trial by number, which is below size(). Valid as long as the snapshot.
  TrialView operator[](std::size_t number) const noexcept {
    return TrialView(lode_snapshot_trial(get(), number));
  }
  /// The best completed trial, if any. Valid as long as the snapshot.
  std::optional<TrialView> best() const noexcept {
    const lode_trial* trial = lode_snapshot_best(get());
    return trial != nullptr ? std::optional<TrialView>(TrialView(trial)) : std::nullopt;
  }
  lode_counters counters() const {
    lode_counters counters = LODE_COUNTERS_INIT;
    detail::checked([&](lode_error* e) { return lode_snapshot_counters(get(), &counters, e); });
    return counters;
  }

  lode_snapshot* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<lode_snapshot, lode_snapshot_free> handle_;
};

}  // namespace lode

#endif
