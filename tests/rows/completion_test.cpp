// AMT rows: completion.

#include "rows/world.h"

namespace lode::rows {
namespace {}  // namespace
}  // namespace lode::rows
