// The lock that Debian's serial OpenBLAS is built without.

#include <mutex>

extern "C" {
// OpenBLAS's own functions that hand out its work buffers, and those that the linker lets it call instead
// (cmake/LodePackages.cmake).
void* __real_blas_memory_alloc(int purpose);
void __real_blas_memory_free(void* buffer);
void* __wrap_blas_memory_alloc(int purpose);
void __wrap_blas_memory_free(void* buffer);
}

namespace {

/// The serial OpenBLAS marks a buffer as taken without a lock of its own, so that two threads would compute
/// in the same one. Held for the search alone, never through a computation.
std::mutex work_buffers;

}  // namespace

void* __wrap_blas_memory_alloc(int purpose) {
  const std::lock_guard lock(work_buffers);
  return __real_blas_memory_alloc(purpose);
}

void __wrap_blas_memory_free(void* buffer) {
  const std::lock_guard lock(work_buffers);
  __real_blas_memory_free(buffer);
}
