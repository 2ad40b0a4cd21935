#include "conformance/store_suite.h"

namespace lode::store::test {

INSTANTIATE_TEST_SUITE_P(Memory, StoreSuite, testing::Values(StoreKind{"memory", [](const auto&) {
                                                                         return open_memory_store();
                                                                       }}));

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreSuite,
                         testing::Values(StoreKind{"sqlite", [](const auto& directory) {
                                                     return open_sqlite_store(
                                                         (directory / "store.db").string());
                                                   }}));

}  // namespace lode::store::test
