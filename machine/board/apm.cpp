// SPDX-License-Identifier: Apache-2.0
#include "machine/board/apm.hpp"

namespace redoubt::machine {

uint64_t Apm::read(uint64_t offset, unsigned size) {
    uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= uint64_t{values_.at(offset + i)} << (8 * i);
    return value;
}

void Apm::write(uint64_t offset, unsigned size, uint64_t value) {
    for (unsigned i = 0; i < size; ++i)
        values_.at(offset + i) = static_cast<uint8_t>(value >> (8 * i));
    if (offset == 0) power_.apm_command(); // both bytes are there when the handler looks
}

} // namespace redoubt::machine
