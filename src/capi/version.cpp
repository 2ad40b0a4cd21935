// Version, status names, build information.

#include <string>

#include "base/build.h"
#include "base/json.h"
#include "capi/guard.h"

uint32_t lode_abi_version(void) { return LODE_ABI_VERSION; }

const char* lode_version(void) { return lode::release(); }

namespace {

std::string make_build_info() {
  const lode::Json info = {{"version", lode::release()}, {"abi_version", LODE_ABI_VERSION},
                           {"compiler", __VERSION__},    {"backends", {"cpu", "cuda"}},
                           {"blas", "OpenBLAS, serial"}, {"instruction_set", lode::instruction_set()}};
  return info.dump();
}

struct StatusName {
  lode_status status;
  const char* name;
};

#define LODE_STATUS_ROW(status) \
  { status, #status }
constexpr StatusName status_names[] = {
    LODE_STATUS_ROW(LODE_OK),          LODE_STATUS_ROW(LODE_DONE),       LODE_STATUS_ROW(LODE_WAIT),
    LODE_STATUS_ROW(LODE_INTERRUPTED), LODE_STATUS_ROW(LODE_E_ARGUMENT), LODE_STATUS_ROW(LODE_E_STATE),
    LODE_STATUS_ROW(LODE_E_NOT_FOUND), LODE_STATUS_ROW(LODE_E_EXISTS),   LODE_STATUS_ROW(LODE_E_STORE),
    LODE_STATUS_ROW(LODE_E_CONFLICT),  LODE_STATUS_ROW(LODE_E_BUFFER),   LODE_STATUS_ROW(LODE_E_MEMORY),
    LODE_STATUS_ROW(LODE_E_NUMERIC),   LODE_STATUS_ROW(LODE_E_CALLBACK), LODE_STATUS_ROW(LODE_E_UNSUPPORTED),
    LODE_STATUS_ROW(LODE_E_INTERNAL),  LODE_STATUS_ROW(LODE_E_DEVICE),   LODE_STATUS_ROW(LODE_E_LIMIT)};
#undef LODE_STATUS_ROW

}  // namespace

const char* lode_build_info(void) {
  static const std::string info = make_build_info();
  return info.c_str();
}

const char* lode_status_name(lode_status status) {
  for (const auto& row : status_names)
    if (row.status == status) return row.name;
  return "unknown";
}
