// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

// A benchmark program defines benchmarks(), which adds its benchmarks; main is in this folder. Registered with benchmark_program in CMake.
namespace redoubt::bench {

using Body = std::function<void()>;

// `prepare` makes what the body works on and is not measured; the body does `operations` operations in one call, can be called again,
// and counts from its first instruction to its last.
void add(std::string name, std::size_t operations, std::function<Body()> prepare);

void benchmarks();

// Makes the compiler believe that a value is used.
template <typename T>
void keep(T const& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

} // namespace redoubt::bench
