/// \file
/// What the opaque handles of lode.h are. Each keeps what it came from alive, so a wrong order of frees is
/// not a crash.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "launch/local.h"
#include "lode/lode.h"
#include "space/declarations.h"
#include "space/space.h"
#include "store/store.h"
#include "study/log.h"
#include "study/sink.h"
#include "study/study.h"

namespace lode::capi {

/// The host's log sink. Calls are serialised, so the callback need not be thread-safe.
class LogSink {
 public:
  ~LogSink() { replace(LODE_LOG_ERROR, nullptr, nullptr, nullptr); }
  void replace(lode_log_level level, lode_log_callback callback, void* user_data, void (*destroy)(void*));
  void write(const study::LogLine& line);

 private:
  std::mutex lock_;
  lode_log_level level_ = LODE_LOG_ERROR;
  lode_log_callback callback_ = nullptr;
  void* user_data_ = nullptr;
  void (*destroy_)(void*) = nullptr;
};

struct Context {
  LogSink log;
  std::shared_ptr<const backend::Backend> backend;  ///< of all its studies and models
  study::Quotas quotas;
  std::shared_ptr<study::SlotPool> slots;  ///< of all its studies; null: no limit
  std::mutex creating;  ///< one study is counted and made at a time, where they are counted
};

using ContextPtr = std::shared_ptr<Context>;

/// What every trial of a study shares.
struct StudyFacts {
  std::string name;
  study::Objective objective;
  study::ObjectiveRule rule;
  space::Space space;
  std::vector<std::pair<std::string, std::string>> static_parameters;
  strategy::Rungs rungs;  ///< the ladder, without trials
};

}  // namespace lode::capi

struct lode_context {
  lode::capi::ContextPtr context;
};

struct lode_options {
  std::map<std::string, std::string> values;  ///< only those that were set, in the table's own text form
};

struct lode_space {
  lode::space::Declarations declared;
};

struct lode_store {
  lode::capi::ContextPtr context;
  std::shared_ptr<lode::store::Store> store;
};

struct lode_trial {
  lode::study::TrialPtr trial;
  std::shared_ptr<const lode::capi::StudyFacts> facts;
  std::string name;
  std::vector<std::pair<std::string, std::string>> hyperparameters;
};

struct lode_study {
  lode_study(lode::capi::ContextPtr of, std::shared_ptr<lode::store::Store> in,
             std::unique_ptr<lode::study::Study> opened)
      : context(std::move(of)), store(std::move(in)), study(std::move(opened)), sink(*study) {}

  lode::capi::ContextPtr context;
  std::shared_ptr<lode::store::Store> store;
  std::unique_ptr<lode::study::Study> study;
  lode::study::StudySink sink;  ///< what the local launcher reports to; used on the thread of lode_study_run
  std::shared_ptr<const lode::capi::StudyFacts> facts;
  std::atomic<bool> interrupted{false};
  std::atomic<bool> running{false};  ///< lode_study_run is at work on this handle
};

struct lode_snapshot {
  std::shared_ptr<const lode::study::State> state;
  std::vector<lode_trial> trials;
};

struct lode_launcher {
  lode::capi::ContextPtr context;
  lode::launch::LocalLauncher launcher;
};

namespace lode::capi {

lode_trial make_trial(const std::shared_ptr<const StudyFacts>& facts, const study::TrialPtr& trial);
void fill_counters(const study::State& state, lode_counters* counters);

}  // namespace lode::capi
