// lode.hpp by itself in C++17, included twice: it must be complete, guarded and without a warning.
#include <lode/lode.hpp>
