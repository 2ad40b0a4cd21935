// lode.hpp: what it adds to lode.h. The calls themselves are tested in C beside this file.
#include <algorithm>  // find, max, min
#include <cmath>
#include <deque>
#include <functional>
#include <gtest/gtest.h>
#include <lode/lode.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class T>
constexpr bool moves_only = std::is_nothrow_move_constructible_v<T>&& std::is_nothrow_move_assignable_v<T> &&
                            !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>;

static_assert(moves_only<lode::Options> && moves_only<lode::Context> && moves_only<lode::Space> &&
              moves_only<lode::Store> && moves_only<lode::Study> && moves_only<lode::Trial> &&
              moves_only<lode::Snapshot> && moves_only<lode::Launcher>);

struct Fixture : testing::Test {
  lode::Context context;
  lode::Store store{context, ":memory:"};

  static lode::Space plane() {
    lode::Space space;
    space.real("x", -1, 1).integer("n", 0, 3).categorical("c", {"a", "b"});
    return space;
  }
  static lode::Definition definition(std::uint64_t trials, std::uint32_t parallel = 1) {
    lode::Definition d;
    d.name = "study";
    d.strategy = "Random";
    d.metric = "loss";
    d.max_trials = trials;
    d.max_parallel = parallel;
    return d;
  }
  lode::Study make(std::uint64_t trials, std::uint32_t parallel = 1) {
    return lode::Study::create(context, store, definition(trials, parallel), plane());
  }
};

double loss_of(const lode::TrialView& trial) {
  const double x = trial.real("x");
  return x * x + static_cast<double>(trial.integer("n")) + (trial.text("c") == "a" ? 0 : 1);
}

template <class Function>
lode::Error error_of(Function&& function) {
  try {
    function();
  } catch (const lode::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return lode::Error(LODE_OK, "");
}

using Hpp = Fixture;

TEST_F(Hpp, AskAndTellFindTheBest) {
  lode::Study study = make(12);
  double best = INFINITY;
  lode_status why = LODE_OK;
  while (auto trial = study.ask(&why)) {
    const double loss = loss_of(*trial);
    best = std::min(best, loss);
    study.report(trial->number(), "loss", loss + 1);
    study.tell(trial->number(), loss);
  }
  EXPECT_EQ(why, LODE_DONE);
  ASSERT_TRUE(study.best());
  EXPECT_EQ(study.best()->info().objective, best);
  EXPECT_EQ(loss_of(*study.best()), best);
  EXPECT_EQ(study.counters().completed, 12U);
  EXPECT_EQ(study.trial(3).reports().at(0).value, loss_of(study.trial(3)) + 1);
}

TEST_F(Hpp, NothingIsBestBeforeTheFirstTell) {
  lode::Study study = make(2, 2);
  EXPECT_FALSE(study.best());
  EXPECT_FALSE(study.snapshot().best());
  const auto trials = study.ask(2);
  EXPECT_EQ(trials.size() + study.ask(2).size(), 2U);
}

TEST_F(Hpp, ErrorsCarryStatusAndText) {
  const lode::Error unknown = error_of([&] { lode::Study::open(context, store, "nobody"); });
  EXPECT_EQ(unknown.status(), LODE_E_NOT_FOUND);
  EXPECT_NE(std::string(unknown.what()).find("nobody"), std::string::npos);
  const lode::Error bounds = error_of([] { lode::Space().real("x", 2, 1); });
  EXPECT_EQ(bounds.status(), LODE_E_ARGUMENT);
  EXPECT_NE(std::string(bounds.what()).find("x"), std::string::npos);
  EXPECT_EQ(error_of([&] { make(1), make(1); }).status(), LODE_E_EXISTS);
}

/// C would see a text's end there, and take what stands before for all of it.
TEST_F(Hpp, TextWithANulIsRefused) {
  const std::string nul("a\0b", 3);
  lode::Study study = make(3);
  const lode::Trial trial = *study.ask();
  lode::Options options;
  lode::Space space;
  lode::Launcher launcher(context, {"true"});
  const auto create = [&](std::string lode::Definition::*member) {
    lode::Definition d = definition(1);
    d.*member = nul;
    lode::Study::create(context, store, d, plane());
  };
  const std::vector<std::pair<std::string, std::function<void()>>> calls = {
      {"name", [&] { options.set(nul, "1"); }},
      {"value", [&] { options.set("launch.directory", nul); }},
      {"name", [&] { options.set_integer(nul, 1); }},
      {"name", [&] { options.set_real(nul, 1); }},
      {"name", [&] { options.value(nul); }},
      {"name", [&] { space.real(nul, 0, 1); }},
      {"name", [&] { space.integer(nul, 0, 1); }},
      {"name", [&] { space.categorical(nul, {"a"}); }},
      {"choices[1]",
       [&] {
         space.categorical("c", {"a", nul});
       }},
      {"name", [&] { space.step(nul, 1); }},
      {"name", [&] { space.condition(nul, "c", {0}); }},
      {"parent", [&] { space.condition("c", nul, {0}); }},
      {"name", [&] { trial.real(nul); }},
      {"name", [&] { trial.integer(nul); }},
      {"name", [&] { trial.text(nul); }},
      {"address", [&] { lode::Store(context, nul); }},
      {"address", [&] { lode::Store(context, nul, options); }},
      {"name", [&] { store.purge(nul); }},
      {"command[1]",
       [&] {
         lode::Launcher(context, {"true", nul});
       }},
      {"command[0]", [&] { lode::Launcher(context, {nul}, options); }},
      {"name", [&] { launcher.metric(nul, "(.*)"); }},
      {"regex", [&] { launcher.metric("m", nul); }},
      {"definition.name", [&] { create(&lode::Definition::name); }},
      {"definition.metric", [&] { create(&lode::Definition::metric); }},
      {"definition.strategy", [&] { create(&lode::Definition::strategy); }},
      {"name", [&] { lode::Study::create_json(context, store, study.request_json(), nul); }},
      {"json", [&] { lode::Study::create_json(context, store, nul); }},
      {"name", [&] { lode::Study::open(context, store, nul); }},
      {"directory", [&] { study.started(0, nul); }},
      {"metric", [&] { study.report(0, nul, 1); }},
      {"metric",
       [&] {
         study.add({0, 0, 0}, nul, 1);
       }},
      {"regex", [&] { lode::explain_metric(nul, "a"); }}};
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const lode::Error error = error_of(calls[i].second);
    EXPECT_EQ(error.status(), LODE_E_ARGUMENT) << i;
    EXPECT_EQ(error.what(), calls[i].first + ": byte 1 is NUL; text without NUL accepted") << i;
  }
  EXPECT_NO_THROW(lode::explain_metric("(a)", nul));  // a log has a length
}

TEST_F(Hpp, OptionsListTheTableAndKeepWhatIsSet) {
  lode::Options options;
  EXPECT_EQ(options.value("launch.directory"), "trials");
  options.set("launch.directory", std::string(5000, 'd')).set("launch.grace_seconds", "1.5");
  EXPECT_EQ(options.value("launch.directory"), std::string(5000, 'd'));
  EXPECT_EQ(options.value("launch.grace_seconds"), "1.5");
  EXPECT_EQ(error_of([&] { options.set("no.such", "1"); }).status(), LODE_E_NOT_FOUND);
  std::size_t found = 0;
  for (const auto& row : lode::Options::table()) found += std::string(row.name) == "launch.directory" ? 1 : 0;
  EXPECT_EQ(found, 1U);
  options.set("launch.directory", "");
  EXPECT_EQ(options.value("launch.directory"), "");
}

TEST_F(Hpp, OptionsAreSetFromNumbers) {
  lode::Options options;
  options.set("gp.restarts", 0).set("gp.iterations", std::size_t{7}).set("gp.seed", std::int64_t{1} << 31);
  EXPECT_EQ(options.value("gp.restarts"), "0");
  EXPECT_EQ(options.value("gp.iterations"), "7");
  EXPECT_EQ(options.value("gp.seed"), "2147483648");
  options.set("launch.grace_seconds", 1.5).set("store.create", false);
  EXPECT_EQ(options.value("launch.grace_seconds"), "1.5");
  EXPECT_EQ(options.value("store.create"), "false");
  EXPECT_EQ(options.set_integer("gp.restarts", 3).set_real("launch.grace_seconds", 2).value("gp.restarts"),
            "3");
  EXPECT_NE(std::string(error_of([&] { options.set("gp.restarts", -1); }).what()).find("'-1' given"),
            std::string::npos);
  EXPECT_NE(std::string(error_of([&] { options.set("gp.restarts", 0.5); }).what()).find("'0.5' given"),
            std::string::npos);
  const std::uint64_t largest = 18446744073709551615U;
  EXPECT_NE(std::string(error_of([&] { options.set("gp.restarts", largest); }).what())
                .find("'18446744073709551615'"),
            std::string::npos);
  EXPECT_EQ(error_of([&] { options.set("gp.restarts", true); }).status(), LODE_E_ARGUMENT);
  EXPECT_EQ(error_of([&] { options.set("no.such", 1); }).status(), LODE_E_NOT_FOUND);
}

TEST(HppVersion, IsThatOfTheLibrary) {
  EXPECT_EQ(lode::version(), lode_version());
  EXPECT_EQ(lode::build_info(), lode_build_info());
  EXPECT_EQ(lode::abi_version(), static_cast<std::uint32_t>(LODE_ABI_VERSION));
  EXPECT_NE(lode::build_info().find("\"" + lode::version() + "\""), std::string::npos);
}

TEST_F(Hpp, TrialsAndSnapshotsOutliveTheStudy) {
  std::optional<lode::Trial> trial;
  std::optional<lode::Snapshot> snapshot;
  {
    lode::Study study = make(1);
    trial = study.ask();
    study.tell(trial->number(), 5);
    snapshot = study.snapshot();
  }
  EXPECT_EQ(trial->row().size(), 3U);
  EXPECT_EQ(trial->name(), "study-0");
  EXPECT_EQ((*snapshot)[0].info().objective, 5);
  EXPECT_EQ(snapshot->best()->number(), 0U);
}

TEST_F(Hpp, JsonMakesTheSameStudy) {
  lode::Study study = make(7);
  lode::Study copy = lode::Study::create_json(context, store, study.request_json(), "copy");
  EXPECT_EQ(copy.name(), "copy");
  EXPECT_EQ(copy.ask()->row(), study.ask()->row());
  EXPECT_NE(store.list_json().find("\"copy\""), std::string::npos);
  EXPECT_NE(copy.describe_json().find("\"loss\""), std::string::npos);
  EXPECT_NE(copy.trials_json().find("copy-0"), std::string::npos);
  copy = lode::Study::open(context, store, "study");  // moved onto: the old handle is freed
  const lode::Error empty =
      error_of([&] { lode::Study::create_json(context, store, copy.request_json(), ""); });
  EXPECT_EQ(empty.status(), LODE_E_ARGUMENT);
  EXPECT_NE(std::string(empty.what()).find("name: given \"\"; accepted: a name of 1"), std::string::npos);
  store.purge("copy");
  EXPECT_EQ(store.list_json().find("\"copy\""), std::string::npos);
}

/// A host that keeps up to `most` trials and completes the oldest at each poll.
struct Host {
  std::deque<std::uint64_t> running;
  std::size_t most = 0;
  std::uint64_t cancelled = 0;

  lode::Callbacks callbacks() {
    lode::Callbacks c;
    c.launch = [this](lode::Study&, const lode::TrialView& trial) {
      running.push_back(trial.number());
      most = std::max(most, running.size());
    };
    c.poll = [this](lode::Study& study) {
      if (running.empty()) return;
      study.tell(running.front(), loss_of(study.trial(running.front())));
      running.pop_front();
    };
    c.cancel = [this](lode::Study& study, std::uint64_t trial, lode_reason reason) {
      ++cancelled;
      running.erase(std::find(running.begin(), running.end(), trial));
      lode_outcome stopped = LODE_OUTCOME_INIT;
      stopped.status = LODE_TRIAL_STOPPED;
      stopped.reason = reason;
      if (reason != LODE_REASON_PREEMPTED) study.tell(trial, stopped);
    };
    c.active = [this] { return static_cast<std::uint64_t>(running.size()); };
    return c;
  }
};

TEST_F(Hpp, RunDrivesCallbacks) {
  lode::Study study = make(10, 3);
  Host host;
  EXPECT_EQ(study.run(host.callbacks()), LODE_OK);
  EXPECT_EQ(study.counters().completed, 10U);
  EXPECT_EQ(host.most, 3U);
}

TEST_F(Hpp, InterruptReturnsAndTheNextRunGoesOn) {
  lode::Study study = make(4, 2);
  Host host;
  auto interrupting = host.callbacks();
  interrupting.poll = [](lode::Study& running) { running.interrupt(); };
  EXPECT_EQ(study.run(interrupting), LODE_INTERRUPTED);
  EXPECT_EQ(host.cancelled, 2U);
  EXPECT_EQ(study.run(host.callbacks()), LODE_OK);
  EXPECT_EQ(study.counters().completed, 4U);
}

struct Trouble {
  int code;
};

TEST_F(Hpp, WhatACallbackThrowsComesOutOfRun) {
  for (const std::string where : {"launch", "poll", "active"}) {
    SCOPED_TRACE(where);
    lode::Definition d = definition(3, 2);
    d.name = where;
    lode::Study study = lode::Study::create(context, store, d, plane());
    Host host;
    lode::Callbacks c = host.callbacks();
    if (where == "launch") c.launch = [](lode::Study&, const lode::TrialView&) { throw Trouble{1}; };
    if (where == "poll") c.poll = [](lode::Study&) { throw Trouble{2}; };
    if (where == "active") c.active = []() -> std::uint64_t { throw Trouble{3}; };
    int caught = 0;
    try {
      study.run(c);
    } catch (const Trouble& trouble) {
      caught = trouble.code;
    }
    EXPECT_EQ(caught, where == "launch" ? 1 : where == "poll" ? 2 : 3);
  }
}

TEST_F(Hpp, StopDuringARunCancelsWhatRuns) {
  lode::Study study = make(9, 2);
  Host host;
  auto stopping = host.callbacks();
  stopping.poll = [](lode::Study& running) { running.stop(); };
  EXPECT_EQ(study.run(stopping), LODE_OK);
  EXPECT_EQ(study.counters().status, LODE_STUDY_STOPPED);
  EXPECT_EQ(study.counters().stopped, 2U);
}

TEST_F(Hpp, AMissingLaunchIsRefused) {
  lode::Study study = make(1);
  EXPECT_EQ(error_of([&] { study.run(lode::Callbacks{}); }).status(), LODE_E_ARGUMENT);
}

TEST_F(Hpp, LogReceivesLinesAndItsThrowsAreDropped) {
  std::vector<std::string> lines;
  context.set_log(LODE_LOG_DEBUG, [&](lode_log_level, const std::string& text) {
    lines.push_back(text);
    throw Trouble{1};
  });
  make(1);  // says what automatic scaling became
  EXPECT_FALSE(lines.empty());
  const std::size_t before = lines.size();
  context.set_log(LODE_LOG_DEBUG, {});
  lode::Study::open(context, store, "study");
  EXPECT_EQ(lines.size(), before);
}

TEST_F(Hpp, EnqueueAndAdd) {
  lode::Study study = make(3);
  study.enqueue({0.5, 2, 1});
  EXPECT_EQ(study.ask()->row(), (std::vector<double>{0.5, 2, 1}));
  const std::uint64_t number = study.add({0.25, 1, 0}, "loss", -3);
  EXPECT_EQ(study.best()->number(), number);
  lode_outcome failed = LODE_OUTCOME_INIT;
  failed.status = LODE_TRIAL_FAILED;
  failed.reason = LODE_REASON_TRIAL_ERROR;
  failed.message = "out of luck";
  study.tell(0, failed);
  EXPECT_STREQ(study.trial(0).info().message, "out of luck");
  study.stop();
  EXPECT_EQ(study.counters().status, LODE_STUDY_STOPPED);
}

TEST_F(Hpp, ExplainMetric) {
  EXPECT_NE(lode::explain_metric("loss=(.*)", "loss=0.5\n").find("0.5"), std::string::npos);
  EXPECT_EQ(error_of([] { lode::explain_metric("(", ""); }).status(), LODE_E_ARGUMENT);
}

}  // namespace
