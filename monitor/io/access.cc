// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/access.h"

namespace stm::io {

uint8_t size_of(uint64_t qualification) {
    switch (qualification % (abi::io_qualification::kSize + 1)) {
    case 0: return 1;
    case 1: return 2;
    case 3: return 4;
    default: return 0;
    }
}

void decode(PortAccess& access, uint64_t qualification) {
    access.port = static_cast<uint16_t>(qualification / 0x10000 % 0x10000);
    access.size = size_of(qualification);
    access.in = qualification / abi::io_qualification::kIn % 2 == 1;
    access.string =
        qualification / abi::io_qualification::kString % 2 == 1 || qualification / abi::io_qualification::kRep % 2 == 1;
}

Decision judge_ports(Policy const& policy, PortAccess const& access) {
    uint64_t const end = uint64_t{access.port} + access.size;
    Request const r = {.area = Area::Port,
                       .read = access.in,
                       .write = !access.in,
                       .execute = false,
                       .first = access.port,
                       .last = end > kLastPort ? kLastPort : end - 1};
    //@ assert legal: Legal(&r);
    /*@ assert named: \forall integer k; Names(&r, k) <==> PortAtom(&access, access.port) <= k &&
            k < PortAtom(&access, end) && k <= PortAtom(&access, kLastPort); */
    //@ assert not_kept: !Policy::MeetsKept(&policy, &r);
    auto const decision = policy.for_handler(r);
    if (decision == Decision::Granted && end > kLastPort + 1) return Decision::Denied;
    return decision;
}

} // namespace stm::io
