// Contexts and the log sink.

#include <algorithm>  // find_if

#include "backend/open.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/options.h"

using namespace lode;
using namespace lode::capi;

namespace lode::capi {

void LogSink::replace(lode_log_level level, lode_log_callback callback, void* user_data,
                      void (*destroy)(void*)) {
  void* old_data = nullptr;
  void (*old_destroy)(void*) = nullptr;
  {
    std::lock_guard lock(lock_);
    old_data = user_data_;
    old_destroy = destroy_;
    level_ = level;
    callback_ = callback;
    user_data_ = user_data;
    destroy_ = destroy;
  }
  if (old_destroy != nullptr) old_destroy(old_data);
}

static_assert(static_cast<lode_log_level>(study::LogLevel::debug) == LODE_LOG_DEBUG);
static_assert(static_cast<lode_log_level>(study::LogLevel::info) == LODE_LOG_INFO);
static_assert(static_cast<lode_log_level>(study::LogLevel::warning) == LODE_LOG_WARNING);
static_assert(static_cast<lode_log_level>(study::LogLevel::error) == LODE_LOG_ERROR);

void LogSink::write(const study::LogLine& line) {
  const auto level = static_cast<lode_log_level>(line.level());
  std::lock_guard lock(lock_);
  if (callback_ != nullptr && level >= level_) callback_(user_data_, level, line.text().c_str());
}

}  // namespace lode::capi

namespace {

study::Quotas quotas_of(const lode_options* options) {
  const auto& words = study::preset_words();
  const std::string given = option_text(options, "context.quotas");
  const auto word = std::ranges::find_if(words, [&](const char* w) { return given == w; });
  return study::Quotas(static_cast<study::QuotaPreset>(word - words.begin()),
                       options_set(options, "context.quota."));
}

}  // namespace

lode_status lode_context_create(const lode_options* options, lode_context** out, lode_error* error) {
  return guarded(error, [&] {
    required(out, "out");
    auto handle = std::make_unique<lode_context>();
    handle->context = std::make_shared<Context>();
    backend::BackendChoice choice;
    choice.device = option_text(options, "context.device");
    choice.threads = static_cast<int>(option_number(options, "context.threads"));
    choice.memory_cap = static_cast<std::size_t>(option_number(options, "context.device_memory")) << 20;
    choice.portable = option_number(options, "context.portable") != 0;
    handle->context->backend = backend::open_backend(choice);
    handle->context->quotas = quotas_of(options);
    const auto slots = static_cast<std::uint64_t>(option_number(options, "context.slots"));
    if (slots > 0) handle->context->slots = std::make_shared<study::SlotPool>(slots);
    *out = handle.release();
    return LODE_OK;
  });
}

void lode_context_free(lode_context* context) { delete context; }

lode_status lode_context_set_log(lode_context* context, lode_log_level level, lode_log_callback callback,
                                 void* user_data, void (*destroy)(void* user_data), lode_error* error) {
  const lode_status status = guarded(error, [&] {
    required(context, "context");
    if (level < LODE_LOG_DEBUG || level > LODE_LOG_ERROR)
      throw Error(Code::argument, "level: " + std::to_string(level) +
                                      " given; LODE_LOG_DEBUG (0) to LODE_LOG_ERROR (3) accepted");
    context->context->log.replace(level, callback, user_data, destroy);
    return LODE_OK;
  });
  if (status < 0 && destroy != nullptr) destroy(user_data);
  return status;
}
