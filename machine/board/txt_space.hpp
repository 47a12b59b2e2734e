// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"

namespace redoubt::machine {

// Intel TXT's configuration registers, private and public (TXT software development guide, appendix B), where nothing was
// launched: all are 0, among them TXT.STS.
class TxtSpace : public Device {
public:
    uint64_t read(uint64_t, unsigned) override { return 0; }
    void write(uint64_t, unsigned, uint64_t) override {}
};

} // namespace redoubt::machine
