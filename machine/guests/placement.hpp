// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Where the guests' images lie. The linker script takes the numbers from this file, by their names.
namespace redoubt::machine::guest {

inline constexpr uint64_t kOsBase = 0x00200000;
inline constexpr uint64_t kHandlerBase = 0x7f100000; // in SMRAM

// Parts of an image, from its base on. The header is at the base itself.
inline constexpr uint64_t kFaultStubs = 0x1000;
inline constexpr uint64_t kTables = 0x2000;
inline constexpr uint64_t kProcessors = 0x40000; // memory by processor; not in the file, which ends before

inline constexpr unsigned kMaxProcessors = 16;

} // namespace redoubt::machine::guest
