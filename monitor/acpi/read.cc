// SPDX-License-Identifier: Apache-2.0
#include "monitor/acpi/read.h"

namespace stm::acpi {

/*@ requires 0 < bytes <= kMostTable && \valid_read(&layout) && IsLimit(limit);
    assigns \nothing;
    ensures \result <==> Reaches(&layout, limit, address, bytes);
    ensures end: \result ==> address + bytes <= kAddressEnd;
*/
[[nodiscard]] static bool reaches(Layout const& layout, uint64_t limit, uint64_t address, uint64_t bytes) {
    if (address >= kAddressEnd) return false;
    uint64_t const last = address + bytes - 1;
    bool const begins = is_os_page(layout, limit, address - address % 0x1000);
    bool const ends = is_os_page(layout, limit, last - last % 0x1000);
    return begins && ends;
}

/*@ requires \valid(words + (0 .. count - 1)) && \valid(&window) && \valid_read(&layout);
    requires \separated(words + (0 .. count - 1), &window, &layout);
    requires one_page: physical % 8 == 0 && physical % 0x1000 + 8 * count <= 0x1000;
    requires os_page: IsOsPage(&layout, limit, physical / 0x1000 * 0x1000) && IsLimit(limit);
    requires linear % 0x1000 == 0;
    assigns words[0 .. count - 1], window.entry[0];
*/
static void read_in_page(uint64_t* words, uint32_t count, uint64_t physical, arch::Window& window, uint64_t linear,
                         [[maybe_unused]] Layout const& layout, [[maybe_unused]] uint64_t limit) {
    arch::read_physical(words, count, physical, window, linear);
}

bool read_bytes(uint64_t* words, uint64_t address, uint32_t bytes, arch::Window& window, uint64_t linear,
                Layout const& layout, uint64_t limit) {
    bool const reached = reaches(layout, limit, address, bytes);
    if (!reached) return false;
    auto const ahead = static_cast<uint32_t>(address % 8);
    uint64_t const from = address - ahead;
    uint32_t const all = (ahead + bytes + 7) / 8;
    uint32_t const room = static_cast<uint32_t>((0x1000 - from % 0x1000) / 8); // up to the end of the page
    //@ assert same_page: from / 0x1000 == address / 0x1000;
    //@ assert room: from % 0x1000 + 8 * room == 0x1000;
    if (all <= room) {
        read_in_page(words, all, from, window, linear, layout, limit);
        return true;
    }
    read_in_page(words, room, from, window, linear, layout, limit);
    uint64_t const rest = from + 8 * uint64_t{room};
    //@ assert next_page: rest % 0x1000 == 0 && rest / 0x1000 == (address + bytes - 1) / 0x1000;
    read_in_page(words + room, all - room, rest, window, linear, layout, limit);
    return true;
}

} // namespace stm::acpi
