// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/vmcs_database.h"

namespace stm::api {

abi::Status manage_vmcs_database(arch::Page const& page, Platform const& platform, domains::VmcsDatabase& database) {
    uint64_t const base = 0x1000 * platform.layout.tseg_first;
    uint64_t const end = 0x1000 * (platform.layout.tseg_last + 1);
    vmcs::Smram const smram{.base = base, .size = end - base};
    /*@ assert region: domains::WellFormed(&page, platform.limit) ==> (IsOsRegion(platform, domains::PointerOf(&page)) <==>
          vmcs::Foreign(&smram, platform.limit, domains::PointerOf(&page))); */
    return domains::manage(database, page, smram, platform.limit);
}

} // namespace stm::api
