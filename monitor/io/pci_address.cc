// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/pci_address.h"

namespace stm::io {

uint32_t latched(uint32_t value) {
    return value / 0x80000000 % 2 * 0x80000000 + value / 4 % 0x400000 * 4;
}

bool is_enabled(uint32_t latch) {
    return latch / abi::pci_address::kEnable % 2 == 1;
}

uint32_t pci_address(uint8_t bus, uint8_t device, uint8_t function, uint8_t offset) {
    return abi::pci_address::kEnable + bus * abi::pci_address::kBus + device * abi::pci_address::kDevice +
           function * abi::pci_address::kFunction + offset / 4u * 4;
}

Decision judge_pci(Policy const& policy, PortAccess const& access, uint32_t latch) {
    uint64_t const first =
        kPciFunctionBytes * (latch / 0x100 % 0x10000) + latch / 4 % 64 * 4 + (uint64_t{access.port} - kDataPort);
    Request const r = {.area = Area::Pci,
                       .read = access.in,
                       .write = !access.in,
                       .execute = false,
                       .first = first,
                       .last = first + access.size - 1};
    //@ assert legal: Legal(&r);
    /*@ assert named: \forall integer k; Names(&r, k) <==> PciAtom(&access, latch, access.port) <= k &&
            k < PciAtom(&access, latch, access.port + access.size); */
    //@ assert not_kept: !Policy::MeetsKept(&policy, &r);
    return policy.for_handler(r);
}

} // namespace stm::io
