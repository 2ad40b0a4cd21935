// Stores.

#include "store/store.h"

#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/options.h"
#include "launch/pid_file.h"
#include "report/describe.h"
#include "study/study.h"

using namespace lode;
using namespace lode::capi;

lode_status lode_store_open(lode_context* context, const char* address, const lode_options* options,
                            lode_store** out, lode_error* error) {
  return guarded(error, [&] {
    required(context, "context");
    required(out, "out");
    store::SqliteOptions sqlite;
    sqlite.create = option_number(options, "store.create") != 0;
    sqlite.busy_seconds = option_number(options, "store.busy_seconds");
    auto handle = std::make_unique<lode_store>();
    handle->context = context->context;
    handle->store = store::open_store(text(address, "address"), sqlite);
    *out = handle.release();
    return LODE_OK;
  });
}

void lode_store_free(lode_store* store) { delete store; }

lode_status lode_store_list_json(lode_store* store, char* buffer, size_t capacity, size_t* needed,
                                 lode_error* error) {
  return guarded(error, [&] {
    return copy_out(report::list_json(*required(store, "store").store), buffer, capacity, needed);
  });
}

lode_status lode_store_purge(lode_store* store, const char* name, lode_error* error) {
  return guarded(error, [&] {
    auto& opened = *required(store, "store").store;
    const std::string purged = text(name, "name");
    if (const auto driver = report::live_driver(opened, purged))
      throw Error(Code::state, "the study '" + purged + "' is driven by process " + std::to_string(*driver) +
                                   "; stop it first");
    study::purge(opened, purged, store->context->slots.get(), launch::end_orphans);
    return LODE_OK;
  });
}
