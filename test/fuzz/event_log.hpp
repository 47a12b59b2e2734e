// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"

// The input of target event_log: what the OS asks for and writes, and what happens meanwhile.
namespace redoubt::fuzz {

enum class LogStep : std::uint8_t {
    Request, // a sub-function, its argument
    New,     // pages: how many there are said to be, and which
    Record,  // type, where its data begins in a page of bytes, how long it is
    Scribble // the OS writes into a slot of its log: which one, and a byte
};
inline constexpr std::uint64_t kLogSteps = 4;

// Page numbers where something begins or ends, or any address.
[[nodiscard]] std::uint64_t read_page_address(Input& input);
void put_page(Seed& seed, unsigned place, unsigned offset); // see the table there

} // namespace redoubt::fuzz
