// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

// What benchmarks execute on an emulated processor: code that uses nothing but what it is given, and lies in a section of its
// own, from __start_workload to __stop_workload.
namespace redoubt::machine::test {

struct Workload {
    uint32_t constants[64];
    uint32_t state[8];
    uint8_t data[65536];
};

extern "C" void workload_sha256(Workload* workload);
extern "C" void workload_stores(Workload* workload); // an insertion sort

extern "C" char __start_workload[]; // by the linker
extern "C" char __stop_workload[];

} // namespace redoubt::machine::test
