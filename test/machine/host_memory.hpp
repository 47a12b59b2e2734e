// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/machine/bench.hpp"

namespace redoubt::machine::test {

// What the host has at an address is what the guest has there.
class HostMemory : public AddressSpace {
public:
    Page page(uint64_t linear, Access) override {
        auto const start = linear & ~(kPageSize - 1);
        return {reinterpret_cast<std::byte*>(start), start};
    }
    uint64_t read_device(uint64_t, unsigned) override { return 0; }
    void write_device(uint64_t, unsigned, uint64_t) override {}
};

} // namespace redoubt::machine::test
