# Third-party packages, each as one imported target. Debian's package names are in scripts/packages.txt.

find_package(nlohmann_json 3.11 REQUIRED)

# Serial OpenBLAS, linked statically with its symbols hidden: no thread pool of its own, and no clash with a host's BLAS.
find_library(LODE_OPENBLAS NAMES libopenblas.a
  PATH_SUFFIXES openblas-serial ${CMAKE_LIBRARY_ARCHITECTURE}/openblas-serial NO_CACHE)
if(NOT LODE_OPENBLAS)
  message(FATAL_ERROR "Lode needs the static serial OpenBLAS (Debian: libopenblas-serial-dev).")
endif()
add_library(lode_openblas INTERFACE)
# Debian builds it without USE_LOCKING: its search for a free work buffer is no one's alone, and two threads that multiply
# matrices at once may get the same one. The linker puts the lock in between; src/backend/cpu/blas_lock.cpp holds it.
target_link_libraries(lode_openblas INTERFACE
  -Wl,--wrap=blas_memory_alloc -Wl,--wrap=blas_memory_free ${LODE_OPENBLAS} lode_blas_lock m)

find_library(LODE_SQLITE NAMES libsqlite3.a NO_CACHE)
if(NOT LODE_SQLITE)
  message(FATAL_ERROR "Lode needs the static SQLite library (Debian: libsqlite3-dev).")
endif()
add_library(lode_sqlite INTERFACE)
target_link_libraries(lode_sqlite INTERFACE ${LODE_SQLITE} Threads::Threads m)

find_package(PkgConfig REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)

if(LODE_BUILD_CLI)
  find_package(CLI11 2.1 REQUIRED)
endif()
