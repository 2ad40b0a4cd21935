/// \file
/// \brief The context that both levels of lode.hpp are made with. Included by lode.hpp.
#ifndef LODE_CONTEXT_HPP
#define LODE_CONTEXT_HPP

#include <functional>
#include <lode/lode.h>
#include <lode/values.hpp>
#include <memory>
#include <string>
#include <utility>

namespace lode {

/// Devices, threads and the log sink. Outlives its stores and launchers.
class Context {
 public:
  /// Receives log lines, from any thread, never two at once. It must not call Lode; what it throws is
  /// dropped.
  using Log = std::function<void(lode_log_level level, const std::string& text)>;

  Context() : handle_(create(nullptr)) {}
  explicit Context(const Options& options) : handle_(create(options.get())) {}

  /// Sends log lines of at least `level` to `log`; an empty function silences.
  void set_log(lode_log_level level, Log log) {
    auto data = log ? std::make_unique<Log>(std::move(log)) : nullptr;
    detail::checked([&](lode_error* e) {
      if (!data) return lode_context_set_log(get(), level, nullptr, nullptr, nullptr, e);
      return lode_context_set_log(get(), level, &Context::forward, data.release(), &detail::destroyed<Log>,
                                  e);
    });
  }

  lode_context* get() const noexcept { return handle_.get(); }

 private:
  static lode_context* create(const lode_options* options) {
    return detail::made<lode_context>(
        [&](lode_context** out, lode_error* e) { return lode_context_create(options, out, e); });
  }
  static void forward(void* user_data, lode_log_level level, const char* text) {
    try {
      (*static_cast<Log*>(user_data))(level, text);
    } catch (...) {  // a log line is not worth a study
    }
  }

  detail::Handle<lode_context, lode_context_free> handle_;
};

}  // namespace lode

#endif
