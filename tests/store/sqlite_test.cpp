// What a SQLite file adds to the contract: which files are taken, which refused, and how it is shared.
#include <fstream>
#include <sqlite3.h>
#include <sys/stat.h>  // mkfifo, chmod
#include <unistd.h>    // geteuid, seteuid, chown

#include "conformance/store_suite.h"
#include "store/raw_database.h"

namespace lode::store::test {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreSuite);  // conformance_test.cpp runs it

namespace {

std::string text_of_failure(const std::string& path, Code code, const SqliteOptions& options = {}) {
  const Error error = error_of([&] { open_sqlite_store(path, options); });
  EXPECT_EQ(static_cast<int>(error.code()), static_cast<int>(code)) << error.what();
  EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
  return error.what();
}

void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Sqlite : public testing::Test {
 protected:
  Scratch scratch_;
  std::string path_ = scratch_.file("store.db");
};

TEST_F(Sqlite, KeepsEverythingOverReopening) {
  {
    const auto store = open_sqlite_store(path_);
    ASSERT_TRUE(store->create("Churn", 1.5)->append(0, {event("1"), event("2")}));
    store->create("b", 2);
    store->remove("b");
  }
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));  // closing moved the log into the file
  const auto store = open_sqlite_store(path_, {.create = false});
  EXPECT_EQ(names(*store), std::vector<std::string>{"Churn"});
  EXPECT_EQ(store->list().at(0).created, 1.5);
  EXPECT_EQ(store->open("churn")->read_from(1).at(0).payload, "2");
  EXPECT_EQ(store->location(), path_);
}

TEST_F(Sqlite, TheFileIsWhatTheDocumentationSays) {
  open_sqlite_store(path_)->create("a", 1);
  RawDatabase raw(path_);
  EXPECT_EQ(raw.text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(raw.text("PRAGMA application_id"), std::to_string(0x4C4F4445));  // "LODE"
  EXPECT_EQ(raw.text("PRAGMA user_version"), "1");
  EXPECT_EQ(raw.text("SELECT group_concat(name) FROM (SELECT name FROM pragma_table_list WHERE strict "
                     "ORDER BY name)"),
            "events,studies");
  EXPECT_EQ(raw.text("SELECT wr FROM pragma_table_list WHERE name='events'"), "1");
  EXPECT_EQ(raw.text("SELECT group_concat(name) FROM pragma_table_info('events')"),
            "study,sequence,type,version,payload");
  EXPECT_EQ(raw.text("PRAGMA integrity_check"), "ok");
}

TEST_F(Sqlite, AMissingFileIsMadeOnlyWhereAsked) {
  text_of_failure(path_, Code::not_found, {.create = false});
  EXPECT_FALSE(std::filesystem::exists(path_));
  expect_contains(text_of_failure(scratch_.file("no/store.db"), Code::store), "does not exist");
  std::ofstream(path_).close();  // an empty file holds nothing of anyone
  text_of_failure(path_, Code::not_found, {.create = false});
  EXPECT_EQ(bytes_of(path_), "");
  EXPECT_TRUE(open_sqlite_store(path_)->list().empty());
}

TEST_F(Sqlite, RefusesWhatIsNoDatabase) {
  const std::string text = "eta,alpha,auc\n" + std::string(5000, '1');
  std::ofstream(path_) << text;
  expect_contains(text_of_failure(path_, Code::store), "not a Lode store");
  EXPECT_EQ(bytes_of(path_), text);
  expect_contains(text_of_failure(scratch_.path().string(), Code::store), "directory");
  const std::string pipe = scratch_.file("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  expect_contains(text_of_failure(pipe, Code::store), "regular");
}

TEST_F(Sqlite, RefusesOtherProgramsDatabases) {
  RawDatabase(path_).execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  const std::string before = bytes_of(path_);
  expect_contains(text_of_failure(path_, Code::store), "another program");
  EXPECT_EQ(bytes_of(path_), before);
  RawDatabase(scratch_.file("marked.db")).execute("PRAGMA application_id=252006675");
  expect_contains(text_of_failure(scratch_.file("marked.db"), Code::store), "0x0F055113");
}

TEST_F(Sqlite, RefusesNewerFormats) {
  open_sqlite_store(path_)->create("a", 1);
  RawDatabase(path_).execute("PRAGMA user_version=2");
  const std::string text = text_of_failure(path_, Code::store);
  expect_contains(text, "newer Lode");
  expect_contains(text, "format 2");
  RawDatabase(path_).execute("PRAGMA user_version=0");
  expect_contains(text_of_failure(path_, Code::store), "damaged");
  RawDatabase(path_).execute("PRAGMA user_version=1");
  EXPECT_EQ(names(*open_sqlite_store(path_)), std::vector<std::string>{"a"});
}

/// Acts as a user whom permissions bind, also where root runs the tests.
class Permissions : public Sqlite {
 protected:
  void SetUp() override {
    folder_ = scratch_.file("folder");
    std::filesystem::create_directory(folder_);
    file_ = folder_ + "/store.db";
    open_sqlite_store(file_)->create("a", 1);
    if (geteuid() != 0) return;
    ASSERT_EQ(chmod(scratch_.path().c_str(), 0711), 0);
    for (const auto& path : {folder_, file_}) ASSERT_EQ(chown(path.c_str(), nobody, nobody), 0);
    ASSERT_EQ(seteuid(nobody), 0);
    bound_ = true;
  }
  void TearDown() override {
    if (bound_) {
      EXPECT_EQ(seteuid(0), 0);
    }
    chmod(folder_.c_str(), 0700);  // so that it can be removed
  }

  static constexpr uid_t nobody = 65534;
  bool bound_ = false;
  std::string folder_;
  std::string file_;
};

TEST_F(Permissions, AFileThatMayNotBeWrittenOrRead) {
  ASSERT_EQ(chmod(file_.c_str(), 0400), 0);
  expect_contains(text_of_failure(file_, Code::store, {.create = false}),
                  "the file cannot be written (Permission denied); give this user write permission");
  ASSERT_EQ(chmod(file_.c_str(), 0000), 0);
  expect_contains(text_of_failure(file_, Code::store),
                  "the file cannot be read (Permission denied); give this user read permission");
}

TEST_F(Permissions, AFolderThatMayNotBeWritten) {
  ASSERT_EQ(chmod(folder_.c_str(), 0500), 0);
  const std::string said = "the folder " + folder_ + " cannot be written";
  for (const auto& path : {folder_ + "/new.db", file_}) {
    const std::string text = text_of_failure(path, Code::store);
    expect_contains(text, said);
    expect_contains(text, "(Permission denied)");
    EXPECT_EQ(text.find("No such file"), std::string::npos) << text;
  }
}

TEST_F(Permissions, AFolderThatMayNotBeEntered) {
  ASSERT_EQ(chmod(folder_.c_str(), 0600), 0);
  for (const auto& path : {file_, folder_ + "/deeper/new.db"})
    expect_contains(text_of_failure(path, Code::store),
                    "the folder " + folder_ + " cannot be entered (Permission denied)");
}

/// A store that is open elsewhere has all its files: then nothing need be made in the folder.
TEST_F(Permissions, AFolderNeedNotBeWrittenWhereAllFilesAreThere) {
  const auto open = open_sqlite_store(file_);
  ASSERT_EQ(chmod(folder_.c_str(), 0500), 0);
  EXPECT_EQ(names(*open_sqlite_store(file_)), std::vector<std::string>{"a"});
}

TEST_F(Sqlite, NamesTheFirstFolderThatIsMissing) {
  expect_contains(text_of_failure(scratch_.file("no/such/store.db"), Code::store),
                  "the folder " + scratch_.file("no") + " does not exist; make it first");
  std::ofstream(path_).close();
  expect_contains(text_of_failure(path_ + "/store.db", Code::store), path_ + " is not a folder");
}

TEST_F(Sqlite, RefusesBadArguments) {
  using namespace std::string_literals;
  for (const auto& path : {""s, "a\0b"s}) expect_code(Code::argument, [&] { open_sqlite_store(path); });
  for (const double bad : {-1.0, std::numeric_limits<double>::quiet_NaN()})
    expect_code(Code::argument, [&] { open_sqlite_store(path_, {.busy_seconds = bad}); });
  expect_code(Code::argument, [] { open_store(""); });
}

TEST_F(Sqlite, AddressesAreMappedInOnePlace) {
  EXPECT_EQ(open_store(":memory:")->location(), "memory");
  EXPECT_EQ(open_store(path_)->location(), path_);
}

TEST_F(Sqlite, ARelativePathSurvivesAChangeOfDirectory) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(scratch_.path());
  // A name that SQLite itself would read as an address.
  const auto store = open_sqlite_store("file:x?mode=memory");
  std::filesystem::current_path(before);
  EXPECT_TRUE(store->create("a", 1)->append(0, {event("1")}));
  EXPECT_TRUE(std::filesystem::exists(scratch_.file("file:x?mode=memory")));
}

TEST_F(Sqlite, ALockHeldTooLongIsAClearError) {
  const auto store = open_sqlite_store(path_, {.busy_seconds = 0.05});
  const auto log = store->create("a", 1);
  RawDatabase other(path_);
  other.execute("BEGIN IMMEDIATE");
  const Error error = error_of([&] { log->append(0, {event("1")}); });
  EXPECT_EQ(error.code(), Code::store);
  expect_contains(error.what(), "another process has held its lock for longer than 0.05 s");
  EXPECT_EQ(log->head(), 0U);  // reading needs no lock
  other.execute("COMMIT");
  EXPECT_TRUE(log->append(0, {event("1")}));
}

TEST_F(Sqlite, WaitsForALock) {
  const auto log = open_sqlite_store(path_)->create("a", 1);
  RawDatabase other(path_);
  other.execute("BEGIN IMMEDIATE");
  std::thread writer([&] { EXPECT_TRUE(log->append(0, {event("1")})); });
  EXPECT_EQ(log->head(), 0U);
  other.execute("COMMIT");
  writer.join();
  EXPECT_EQ(log->head(), 1U);
}

TEST_F(Sqlite, NoticesThatItsFileIsGone) {
  const auto store = open_sqlite_store(path_);
  const auto log = store->create("a", 1);
  std::filesystem::rename(path_, scratch_.file("elsewhere.db"));
  expect_contains(error_of([&] { log->append(0, {event("1")}); }).what(), "deleted, moved or replaced");
  expect_code(Code::store, [&] { store->create("b", 1); });
  expect_code(Code::store, [&] { store->remove("a"); });
  std::filesystem::rename(scratch_.file("elsewhere.db"), path_);
  EXPECT_TRUE(log->append(0, {event("1")}));
}

TEST_F(Sqlite, ADamagedPageIsAnErrorNotANumber) {
  {
    const auto log = open_sqlite_store(path_)->create("a", 1);
    for (std::uint64_t head = 0; head < 20; ++head)
      ASSERT_TRUE(log->append(head, {event(std::string(3000, 'x'))}));
  }
  std::string bytes = bytes_of(path_);
  for (std::size_t at = 4096; at < bytes.size(); ++at) bytes[at] = '\x5a';
  std::ofstream(path_, std::ios::binary) << bytes;
  expect_code(Code::store, [&] { open_sqlite_store(path_)->open("a")->read_from(0); });
}

TEST_F(Sqlite, TwoStoresOnOneFileSeeEachOther) {
  const auto one = open_sqlite_store(path_);
  const auto two = open_sqlite_store(path_);
  const auto log = one->create("a", 1);
  const auto other = two->open("a");
  ASSERT_TRUE(log->append(0, {event("1")}));
  EXPECT_EQ(other->head(), 1U);
  EXPECT_FALSE(other->append(0, {event("late")}));
  ASSERT_TRUE(other->append(1, {event("2")}));
  EXPECT_EQ(log->read_from(0).size(), 2U);
  two->remove("a");
  expect_code(Code::not_found, [&] { log->head(); });
}

TEST_F(Sqlite, ManyMayMakeTheFileAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] { open_sqlite_store(path_)->create(std::to_string(i), i); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(open_sqlite_store(path_)->list().size(), 8U);
}

TEST_F(Sqlite, AStudysNumberIsNeverUsedAgain) {
  const auto store = open_sqlite_store(path_);
  const auto old = store->create("a", 1);
  store->remove("a");
  open_sqlite_store(path_)->create("b", 2);
  expect_code(Code::not_found, [&] { old->append(0, {event("into b")}); });
  EXPECT_EQ(store->open("b")->head(), 0U);
}

}  // namespace
}  // namespace lode::store::test
