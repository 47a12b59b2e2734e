// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Control registers (SDM vol. 3A 2.5). The contracts speak of memory alone: what a write does to the processor is said
// where the value is made.
namespace stm::arch {

namespace cr4 {
inline constexpr uint64_t kPae = 1ull << 5;
inline constexpr uint64_t kMachineCheck = 1ull << 6;
inline constexpr uint64_t kVmx = 1ull << 13;
} // namespace cr4

//@ assigns \nothing;
[[nodiscard]] uint64_t read_cr0();

// CR0.WP: pages that are not writable are so to the monitor too.
//@ assigns \nothing;
void set_write_protection();

//@ assigns \nothing;
[[nodiscard]] uint64_t read_cr2();

//@ assigns \nothing;
[[nodiscard]] uint64_t read_cr3();

// The tables map what the monitor uses of its memory to where it is now.
/*@ requires page: root % 0x1000 == 0;
    assigns \nothing;
*/
void write_cr3(uint64_t root);

//@ assigns \nothing;
[[nodiscard]] uint64_t read_cr4();

/*@ requires long_mode: (value / 0x20) % 2 == 1;
    requires vmx: (value / 0x2000) % 2 == 1;
    assigns \nothing;
*/
void write_cr4(uint64_t value);

} // namespace stm::arch
