/// \file
/// Loops compiled once for each vector width.
#pragma once

// One clone for each vector width, chosen when the library is loaded by what the processor can do (with
// "arch=...", GCC would choose by its name). Sanitizers instrument the choosing
// code, which runs before they are ready, so such builds use the baseline.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define LODE_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LODE_WIDE
#endif
