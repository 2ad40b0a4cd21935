#include "base/error.h"
#include "store/store.h"

namespace lode::store {

std::unique_ptr<Store> open_store(const std::string& address, const SqliteOptions& options) {
  if (address.empty())
    throw Error(Code::argument, "the store's address is empty; give a file's path or ':memory:'");
  if (address == ":memory:") return open_memory_store();
  return open_sqlite_store(address, options);
}

}  // namespace lode::store
