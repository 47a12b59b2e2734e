// SPDX-License-Identifier: Apache-2.0
#include "monitor/paging/ept_entry.h"

namespace stm::paging {

uint64_t region_of(uint32_t level, uint64_t page) {
    if (level == 1) return page;
    if (level == 2) return page / kLevel2Pages;
    return level == 3 ? page / kLevel3Pages : page / kLevel4Pages;
}

uint64_t address_of(uint32_t level, uint64_t region) {
    if (level == 1) return region * kPageSize;
    return level == 2 ? region * (kLevel2Pages * kPageSize) : region * (kLevel3Pages * kPageSize);
}

bool is_leaf(uint64_t entry, uint32_t level) {
    return entry % 8 != 0 && (level == 1 || (level < 4 && entry / kLarge % 2 == 1));
}

bool rights_within(uint64_t some, uint64_t all) {
    return some % 2 <= all % 2 && some / 2 % 2 <= all / 2 % 2 && some / 4 % 2 <= all / 4 % 2;
}

uint64_t ept_pointer(uint64_t address) {
    constexpr uint64_t write_back = 6;
    constexpr uint64_t levels = 4;
    return address + (levels - 1) * 8 + write_back;
}

} // namespace stm::paging
