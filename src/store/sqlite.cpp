/// \file
/// The store in a SQLite file. The events of every study lie in one table, keyed by study and sequence.
#include <cmath>  // isnan

#include "base/text.h"
#include "store/contract.h"
#include "store/sqlite_database.h"
#include "store/sqlite_file.h"
#include "store/store.h"

namespace lode::store {
namespace {

class SqliteLog final : public EventLog {
 public:
  SqliteLog(std::shared_ptr<Database> database, Database::Found study)
      : database_(std::move(database)), study_(std::move(study)) {}

  bool append(std::uint64_t expected_head, const std::vector<Event>& events) override {
    check_events(events);
    return present(database_->append(study_.id, expected_head, events));
  }

  std::vector<Event> read_from(std::uint64_t after) const override {
    return present(database_->read_from(study_.id, after));
  }

  std::uint64_t head() const override { return present(database_->head(study_.id)); }

 private:
  template <class Value>
  Value present(std::optional<Value>&& value) const {
    if (!value) throw study_removed(study_.name, database_->path());
    return std::move(*value);
  }

  std::shared_ptr<Database> database_;
  Database::Found study_;
};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  std::unique_ptr<EventLog> create(const std::string& study, double time) override {
    check_study_name(study);
    check_time(time);
    const auto id = database_->create(study, time);
    if (!id) throw study_exists(study, location());
    return std::make_unique<SqliteLog>(database_, Database::Found{*id, study});
  }

  std::unique_ptr<EventLog> open(const std::string& study) override {
    check_study_name(study);
    auto found = database_->find(study);
    if (!found) throw no_such_study(study, list(), location());
    return std::make_unique<SqliteLog>(database_, std::move(*found));
  }

  std::vector<StudyEntry> list() const override { return database_->list(); }

  void remove(const std::string& study) override {
    check_study_name(study);
    if (!database_->remove(study)) throw no_such_study(study, list(), location());
  }

  std::string location() const override { return database_->path(); }

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::string& path, const SqliteOptions& options) {
  if (std::isnan(options.busy_seconds) || options.busy_seconds < 0)
    throw Error(Code::argument,
                "busy_seconds is " + to_text(options.busy_seconds) + "; it must be 0 or more seconds");
  return std::make_unique<SqliteStore>(
      std::make_shared<Database>(checked_path(path, options.create), options));
}

}  // namespace lode::store
