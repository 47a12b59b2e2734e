// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/linear_memory.hpp"

#include <algorithm>
#include <cstring>

namespace redoubt::machine {

Page LinearMemory::page(uint64_t linear, Access access, Rights rights) {
    return rights == Rights::Supervisor ? mmu_.system_page(linear, access) : mmu_.page(linear, access);
}

LinearMemory::Parts LinearMemory::parts(uint64_t linear, unsigned size, Access access, Rights rights) {
    auto const offset = linear % kPageSize;
    auto const in_first = static_cast<unsigned>(std::min<uint64_t>(size, kPageSize - offset));
    Parts found{{page(linear, access, rights), offset, in_first}, {{nullptr, 0}, 0, 0}};
    if (in_first == size) return found;
    auto next = linear + in_first;
    if (!state_.long_mode()) next = static_cast<uint32_t>(next);
    found.second = {page(next, access, rights), 0, size - in_first};
    return found;
}

uint64_t LinearMemory::read(Part const& part) {
    if (part.size == 0) return 0;
    if (part.page.bytes == nullptr) return mmu_.read_device(part.page.physical + part.offset, part.size);
    uint64_t value = 0;
    std::memcpy(&value, part.page.bytes + part.offset, part.size);
    return value;
}

void LinearMemory::write(Part const& part, uint64_t value) {
    if (part.size == 0) return;
    if (part.page.bytes == nullptr) return mmu_.write_device(part.page.physical + part.offset, part.size, value);
    if (code_.holds_page(part.page.physical)) code_.forget_page(part.page.physical);
    std::memcpy(part.page.bytes + part.offset, &value, part.size);
}

uint64_t LinearMemory::read(uint64_t linear, unsigned size, Rights rights) {
    auto const found = parts(linear, size, Access::Read, rights);
    auto const low = read(found.first);
    return found.second.size == 0 ? low : low | read(found.second) << (8 * found.first.size);
}

void LinearMemory::write(uint64_t linear, unsigned size, uint64_t value, Rights rights) {
    auto const found = parts(linear, size, Access::Write, rights);
    write(found.first, value);
    if (found.second.size != 0) write(found.second, value >> (8 * found.first.size));
}

void LinearMemory::check_writable(uint64_t linear, unsigned size, Rights rights) {
    (void)parts(linear, size, Access::Write, rights);
}

} // namespace redoubt::machine
