#include "store/sqlite_database.h"

#include <new>  // bad_alloc

#include "store/sqlite_file.h"

namespace lode::store {
namespace {

constexpr const char* find_sql = "SELECT id, name FROM studies WHERE name = ?1";
// No row: no such study. NULL becomes 0: an empty log.
constexpr const char* head_sql =
    "SELECT ifnull((SELECT max(sequence) FROM events WHERE study = ?1), 0) FROM studies WHERE id = ?1";
constexpr std::int64_t page_rows = 1024;

/// The writer's connection makes the file a store before its first statement is prepared.
Connection& prepared(Connection& connection, const SqliteOptions& options) {
  prepare_file(connection, options.create);
  if (options.create) sync_directory_of(connection.path());
  return connection;
}

void check_in_place(const Connection& connection) {
  if (connection.moved())
    throw Error(Code::store, connection.path() + ": the file was deleted, moved or replaced while in use");
}

std::optional<std::uint64_t> head_of(Statement& statement, std::int64_t study) {
  Query query(statement, study);
  if (!query.next()) return std::nullopt;
  return static_cast<std::uint64_t>(query.integer(0));
}

}  // namespace

Database::Writer::Writer(const std::string& path, const SqliteOptions& options)
    : connection(path, options),
      insert_study(prepared(connection, options), "INSERT INTO studies(name, created) VALUES(?1, ?2)"),
      find_study(connection, find_sql),
      delete_study(connection, "DELETE FROM studies WHERE id = ?1"),
      delete_events(connection, "DELETE FROM events WHERE study = ?1"),
      head(connection, head_sql),
      insert_event(connection,
                   "INSERT INTO events(study, sequence, type, version, payload) VALUES(?1, ?2, ?3, ?4, ?5)") {
}

Database::Reader::Reader(const std::string& path, const SqliteOptions& options)
    : connection(path, options),
      find_study(connection, find_sql),
      list(connection, "SELECT name, created FROM studies ORDER BY id"),
      head(connection, head_sql),
      page(connection,
           "SELECT sequence, type, version, payload FROM events WHERE study = ?1 AND sequence > ?2 "
           "ORDER BY sequence LIMIT ?3") {}

Database::Database(const std::string& path, const SqliteOptions& options)
    : writer_(path, options), reader_(path, options) {}

Database::~Database() {
  // The last connection to close does this anyway; here it is done although others may stay. What cannot be
  // moved now stays durable in the log.
  sqlite3_wal_checkpoint_v2(writer_.connection.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

std::optional<std::int64_t> Database::create(const std::string& study, double time) {
  const std::lock_guard lock(writer_.mutex);
  check_in_place(writer_.connection);
  Transaction transaction(writer_.connection, Transaction::Kind::write);
  if (Query(writer_.find_study, study).next()) return std::nullopt;
  Query(writer_.insert_study, study, time).run();
  const std::int64_t id = sqlite3_last_insert_rowid(writer_.connection.handle());
  transaction.commit();
  return id;
}

std::optional<Database::Found> Database::find(const std::string& study) const {
  const std::lock_guard lock(reader_.mutex);
  Query query(reader_.find_study, study);
  if (!query.next()) return std::nullopt;
  return Found{query.integer(0), query.text(1)};
}

std::vector<StudyEntry> Database::list() const {
  const std::lock_guard lock(reader_.mutex);
  std::vector<StudyEntry> entries;
  Query query(reader_.list);
  while (query.next()) entries.push_back({query.text(0), query.real(1)});
  return entries;
}

bool Database::remove(const std::string& study) {
  const std::lock_guard lock(writer_.mutex);
  check_in_place(writer_.connection);
  Transaction transaction(writer_.connection, Transaction::Kind::write);
  std::int64_t id = 0;
  {
    Query query(writer_.find_study, study);
    if (!query.next()) return false;
    id = query.integer(0);
  }
  Query(writer_.delete_events, id).run();
  Query(writer_.delete_study, id).run();
  transaction.commit();
  return true;
}

std::optional<bool> Database::append(std::int64_t study, std::uint64_t expected_head,
                                     const std::vector<Event>& events) {
  Append mine{.study = study, .expected_head = expected_head, .events = events, .written = {}, .failure = {}};
  {
    const std::lock_guard lock(queue_mutex_);
    queue_.push_back(&mine);
  }
  // Whoever gets the writer first writes for all who wait; the others find their append done.
  const std::lock_guard lock(writer_.mutex);
  if (!mine.done) run_group();
  if (mine.failed) throw Error(mine.code, mine.failure);
  return mine.written;
}

void Database::run_group() {
  std::vector<Append*> group;
  {
    const std::lock_guard lock(queue_mutex_);
    group.swap(queue_);
  }
  for (auto* append : group) append->done = true;
  // The flags first: they must be right even where there is no memory left for the texts.
  const auto fail_all = [&group](Code code, const char* text) {
    for (auto* append : group) append->failed = true;
    for (auto* append : group) append->code = code;
    for (auto* append : group) append->failure = text;
  };
  try {
    write_group(group);
  } catch (const Error& error) {
    fail_all(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    fail_all(Code::memory, "out of memory");
  }
}

void Database::write_group(const std::vector<Append*>& group) {
  check_in_place(writer_.connection);
  Transaction transaction(writer_.connection, Transaction::Kind::write);
  for (auto* append : group) write(*append);
  transaction.commit();
}

void Database::write(Append& append) {
  const auto head = head_of(writer_.head, append.study);
  if (!head) return;
  append.written = *head == append.expected_head;
  if (!*append.written) return;
  auto sequence = static_cast<std::int64_t>(*head);
  for (const auto& event : append.events)
    Query(writer_.insert_event, append.study, ++sequence, event.type, std::int64_t{event.version},
          event.payload)
        .run();
}

std::optional<std::uint64_t> Database::head(std::int64_t study) const {
  const std::lock_guard lock(reader_.mutex);
  return head_of(reader_.head, study);
}

std::optional<std::vector<Event>> Database::read_from(std::int64_t study, std::uint64_t after) const {
  std::vector<Event> events;
  // Each page is a read transaction of its own: a long history holds up neither a checkpoint nor other
  // readers. Events never change, so the pages fit together.
  while (read_page(study, events.empty() ? after : events.back().sequence, events)) continue;
  if (events.empty() && !head(study)) return std::nullopt;
  return events;
}

/// \return true where there may be more.
bool Database::read_page(std::int64_t study, std::uint64_t after, std::vector<Event>& events) const {
  if (after > static_cast<std::uint64_t>(INT64_MAX)) return false;
  const std::lock_guard lock(reader_.mutex);
  Query query(reader_.page, study, static_cast<std::int64_t>(after), page_rows);
  std::int64_t rows = 0;
  for (; query.next(); ++rows)
    events.push_back({static_cast<std::uint64_t>(query.integer(0)), query.text(1),
                      static_cast<std::int32_t>(query.integer(2)), query.text(3)});
  return rows == page_rows;
}

}  // namespace lode::store
