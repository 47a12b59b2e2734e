// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/api.h"

#include <stdint.h>

namespace redoubt::machine::guest {

struct CallResult {
    uint32_t status;
    bool carry;
};

// VMCALL: a function of the interface, the address of its parameter, and what EDX is for.
inline CallResult call(stm::abi::Function function, uint64_t parameter, uint32_t edx) {
    auto rax = static_cast<uint64_t>(function); // upper halves are 0
    auto rbx = parameter & 0xffffffff;
    auto rcx = parameter >> 32;
    uint64_t rdx = edx;
    bool carry;
    asm volatile("vmcall" : "+a"(rax), "+b"(rbx), "+c"(rcx), "+d"(rdx), "=@ccc"(carry)::"memory");
    return {static_cast<uint32_t>(rax), carry};
}

} // namespace redoubt::machine::guest
