// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"
#include "spec/abi/txt.h"

namespace redoubt::machine {

// Intel TXT's configuration registers, private and public (TXT software development guide, appendix B), where nothing was
// launched: all are 0, among them TXT.STS, but TXT.ERRORCODE, which keeps what is written through the private space.
class TxtSpace : public Device {
public:
    uint64_t read(uint64_t offset, unsigned size) override {
        if (offset < at || offset + size > at + sizeof error_code_) return 0;
        return error_code_ >> 8 * (offset - at);
    }
    void write(uint64_t offset, unsigned size, uint64_t value) override {
        if (offset == at && size >= sizeof error_code_) error_code_ = static_cast<uint32_t>(value);
    }

private:
    static constexpr uint64_t at = stm::abi::txt::kErrorCode;
    uint32_t error_code_ = 0;
};

} // namespace redoubt::machine
