// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/msr.h"

#include <stdint.h>

// Control registers (SDM vol. 3A 2.5), and what this processor's hold, as ghost state.
namespace stm::arch {

//@ ghost uint64_t current_cr0 = 0;
//@ ghost uint64_t current_cr2 = 0;
//@ ghost uint64_t current_cr3 = 0;
//@ ghost uint64_t current_cr4 = 0;

namespace cr0 {
inline constexpr uint64_t kNotWriteThrough = 1ull << 29;
inline constexpr uint64_t kCacheDisable = 1ull << 30;
} // namespace cr0

namespace cr4 {
inline constexpr uint64_t kPse = 1ull << 4;
inline constexpr uint64_t kPae = 1ull << 5;
inline constexpr uint64_t kMachineCheck = 1ull << 6;
inline constexpr uint64_t kLa57 = 1ull << 12;
inline constexpr uint64_t kVmx = 1ull << 13;
inline constexpr uint64_t kOsxsave = 1ull << 18;
} // namespace cr4

/*@
  predicate WriteProtected(integer cr0) = (cr0 / 0x10000) % 2 == 1;
  predicate HasExecuteDisable(integer efer) = (efer / 0x800) % 2 == 1;

  // Bits 30:29, CD and NW: how the processor caches. NW without CD is none of the ways (SDM vol. 3A 2.5).
  logic integer Caching(integer cr0) = cr0 / 0x20000000 % 4;
*/

/*@ assigns \nothing;
    ensures value: \result == current_cr0;
    ensures caching: Caching(\result) != 1;
*/
[[nodiscard]] uint64_t read_cr0();

// CR0.WP: pages that are not writable are so to the monitor too.
/*@ assigns current_cr0;
    ensures protected: WriteProtected(current_cr0);
    ensures rest: current_cr0 == \old(current_cr0) + 0x10000 * (1 - (\old(current_cr0) / 0x10000) % 2);
*/
void set_write_protection();

// CR0.CD and CR0.NW as in `like`. Where that turns caching off, what was cached meanwhile is written back.
/*@ requires caching: Caching(like) != 1;
    assigns current_cr0;
    ensures set: Caching(current_cr0) == Caching(like);
    ensures rest: current_cr0 == \old(current_cr0) + 0x20000000 * (Caching(like) - Caching(\old(current_cr0)));
*/
void set_caching(uint64_t like);

/*@ assigns \nothing;
    ensures value: \result == current_cr2;
*/
[[nodiscard]] uint64_t read_cr2();

/*@ assigns current_cr2;
    ensures written: current_cr2 == value;
*/
void write_cr2(uint64_t value);

/*@ assigns \nothing;
    ensures value: \result == current_cr3;
*/
[[nodiscard]] uint64_t read_cr3();

// The tables map what the monitor uses of its memory to where it is now, and have pages that are not to be executed.
/*@ requires page: root % 0x1000 == 0;
    requires execute_disable: HasExecuteDisable(MsrValue(abi::Msr::Efer));
    assigns current_cr3;
    ensures written: current_cr3 == root;
*/
void write_cr3(uint64_t root);

/*@ assigns \nothing;
    ensures value: \result == current_cr4;
*/
[[nodiscard]] uint64_t read_cr4();

/*@ requires long_mode: (value / 0x20) % 2 == 1;
    requires vmx: (value / 0x2000) % 2 == 1;
    assigns current_cr4;
    ensures written: current_cr4 == value;
*/
void write_cr4(uint64_t value);

} // namespace stm::arch
