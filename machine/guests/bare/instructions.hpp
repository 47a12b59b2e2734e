// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/msr.h"

#include <stdint.h>

// Instructions that C++ has no words for.
namespace redoubt::machine::guest {

inline void pause() {
    asm volatile("pause" ::: "memory");
}

[[nodiscard]] inline uint64_t read_msr(uint32_t index) {
    uint32_t low;
    uint32_t high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index) : "memory");
    return uint64_t{high} << 32 | low;
}

[[nodiscard]] inline uint64_t read_msr(stm::abi::Msr msr) {
    return read_msr(static_cast<uint32_t>(msr));
}

inline void write_msr(uint32_t index, uint64_t value) {
    asm volatile("wrmsr" ::"c"(index), "a"(static_cast<uint32_t>(value)), "d"(static_cast<uint32_t>(value >> 32))
                 : "memory");
}

inline void write_msr(stm::abi::Msr msr, uint64_t value) {
    write_msr(static_cast<uint32_t>(msr), value);
}

// Ports and memory, 1, 2, 4 or, of memory, 8 bytes at a time.
[[nodiscard]] inline uint32_t read_port(uint16_t port, uint32_t size) {
    uint32_t value = 0;
    switch (size) {
    case 1: asm volatile("in al, dx" : "+a"(value) : "d"(port) : "memory"); break;
    case 2: asm volatile("in ax, dx" : "+a"(value) : "d"(port) : "memory"); break;
    default: asm volatile("in eax, dx" : "=a"(value) : "d"(port) : "memory"); break;
    }
    return value;
}

inline void write_port(uint16_t port, uint32_t size, uint32_t value) {
    switch (size) {
    case 1: asm volatile("out dx, al" ::"d"(port), "a"(value) : "memory"); break;
    case 2: asm volatile("out dx, ax" ::"d"(port), "a"(value) : "memory"); break;
    default: asm volatile("out dx, eax" ::"d"(port), "a"(value) : "memory"); break;
    }
}

template <typename T>
[[nodiscard]] T volatile& memory_at(uint64_t address) {
    return *reinterpret_cast<T volatile*>(address);
}

[[nodiscard]] inline uint64_t read_memory(uint64_t address, uint32_t size) {
    switch (size) {
    case 1: return memory_at<uint8_t>(address);
    case 2: return memory_at<uint16_t>(address);
    case 4: return memory_at<uint32_t>(address);
    default: return memory_at<uint64_t>(address);
    }
}

inline void write_memory(uint64_t address, uint32_t size, uint64_t value) {
    switch (size) {
    case 1: memory_at<uint8_t>(address) = static_cast<uint8_t>(value); break;
    case 2: memory_at<uint16_t>(address) = static_cast<uint16_t>(value); break;
    case 4: memory_at<uint32_t>(address) = static_cast<uint32_t>(value); break;
    default: memory_at<uint64_t>(address) = value; break;
    }
}

} // namespace redoubt::machine::guest
