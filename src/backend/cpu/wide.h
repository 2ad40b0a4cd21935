/// \file
/// Loops compiled once for each vector width. None is re-associated or fused, so all give the same numbers.
/// With LODE_BASELINE defined there is the baseline alone: tests hold the others to it.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(LODE_BASELINE)
#define LODE_HAS_WIDTHS 1
#else
#define LODE_HAS_WIDTHS 0
#endif

// One clone for each vector width, chosen when the library is loaded by what the processor can do (with
// "arch=...", GCC would choose by its name). Sanitizers instrument the choosing
// code, which runs before they are ready, so such builds use the baseline.
#if LODE_HAS_WIDTHS && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LODE_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LODE_WIDE
#endif
