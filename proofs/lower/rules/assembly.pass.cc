// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint64_t read_cr0(); // monitor/arch

//@ assigns \nothing;
bool paging_is_on() {
    return (read_cr0() >> 31 & 1) != 0;
}
