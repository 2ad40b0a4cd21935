/// \file
/// Going from one stack to another: by hand on x86-64, where ucontext's two system calls for each switch
/// would make up nearly all of the time; by ucontext elsewhere.
#pragma once

#include <cstddef>

#ifndef __x86_64__
#include <ucontext.h>
#endif

namespace shim {

#ifdef __x86_64__

/// A place on some stack where a computation stands still: its stack pointer, with the registers that a
/// callee must keep (System V ABI) above it.
struct Stand {
  void* stack_pointer = nullptr;
};

extern "C" void lode_shim_switch(void** save, void* load);

asm(R"(
  .text
  .type lode_shim_switch, @function
lode_shim_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size lode_shim_switch, .-lode_shim_switch
)");

/// A stand at the beginning of `entry`, which must not return, on a stack of its own.
inline Stand stand_at(void (*entry)(), char* stack, std::size_t bytes) {
  constexpr std::size_t kept = 6;  // registers
  auto top = reinterpret_cast<std::size_t>(stack + bytes) / 16 * 16;
  auto* at = reinterpret_cast<void**>(top) - 3;  // as after a call: 8 past a multiple of 16
  *--at = reinterpret_cast<void*>(entry);
  for (std::size_t i = 0; i < kept; ++i) *--at = nullptr;
  return {at};
}

inline void switch_stand(Stand& from, Stand& to) { lode_shim_switch(&from.stack_pointer, to.stack_pointer); }

#else

using Stand = ucontext_t;

inline Stand stand_at(void (*entry)(), char* stack, std::size_t bytes) {
  Stand stand;
  getcontext(&stand);
  stand.uc_stack.ss_sp = stack;
  stand.uc_stack.ss_size = bytes;
  stand.uc_link = nullptr;
  makecontext(&stand, entry, 0);
  return stand;
}

inline void switch_stand(Stand& from, Stand& to) { swapcontext(&from, &to); }

#endif

}  // namespace shim
