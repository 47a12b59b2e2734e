// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
bool paging_is_on() {
    uint64_t cr0 = 0;
    asm volatile("mov %%cr0, %0" : "=r"(cr0));
    return (cr0 >> 31 & 1) != 0;
}
