// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"
#include "test/log/os.hpp"

#include <initializer_list>

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

// A sub-function and its argument; and a NEW_LOG with its pages.
[[nodiscard]] stm::arch::Page read_log_request(Input& input);
void put_log_request(Seed& seed, unsigned sub, unsigned argument = 0);
[[nodiscard]] stm::arch::Page read_new_log(Input& input);
void put_new_log(Seed& seed, std::initializer_list<unsigned> places); // up to three pages, each by its place

} // namespace redoubt::fuzz
