// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"

// The input of target exits: what the BIOS's descriptor and the processor offer, then SMIs and calls while the OS runs,
// and exits while the handler does.
namespace redoubt::fuzz {

enum class OsStep : std::uint8_t { Smi, IoSmi, Call };
inline constexpr std::uint64_t kOsSteps = 3;
inline constexpr std::uint64_t kReasons = 72; // the basic exit reasons, and some that do not exist

// Registers are what a sequence of numbers from this one on gives.
void put_exit_begin(Seed& seed, bool teardown, bool unblocking, bool guest = false);
void put_os_step(Seed& seed, OsStep step, std::uint32_t function = 0, std::uint32_t options = 0);
void put_handler_step(Seed& seed, unsigned reason, std::uint32_t number = 0); // EAX or ECX

} // namespace redoubt::fuzz
