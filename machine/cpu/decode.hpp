// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/code_cache.hpp"

#include <cstddef>
#include <span>

namespace redoubt::machine {

// The instructions at the beginning of `bytes`, to the first that may jump or is left to the caller, or as many as fit;
// none when the first one does not end in them. Outside 64-bit mode, the first one.
[[nodiscard]] Block decode_block(std::span<std::byte const> bytes, CodeMode mode);

// One instruction alone. One that cannot be decoded is left to the caller, who raises #UD.
[[nodiscard]] Block decode_one(std::span<std::byte const> bytes, CodeMode mode);

// What stands at the end of a block: leaves, and is no instruction.
[[nodiscard]] Operation leaving(unsigned start);

} // namespace redoubt::machine
