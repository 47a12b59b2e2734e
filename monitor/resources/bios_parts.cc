// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/bios_parts.h"

#include "monitor/resources/nodes_facts.h"

namespace stm::resources {

constexpr uint32_t kHeader = sizeof(abi::RscHeader);

// Each byte of a part is read once.
/*@ requires \valid(&list) && \valid(&window) && \separated(&list, &window);
    requires mseg_first <= kLastPage && linear % 0x1000 == 0 && list.bytes < kMostListBytes;
    assigns list.word[0 .. kMostListBytes / 8 - 1], list.bytes, window.entry[0];
    ensures REQ_BIOS_02_in_smram: \result <==> Inside(tseg_first, mseg_first, address, 1);
    ensures bytes: list.bytes == \old(list.bytes) + (\result ? 1 : 0);
    ensures kept: SameBytes{Pre, Post}(&list.word[0], 0, \old(list.bytes));
*/
[[nodiscard]] static bool append_byte(BiosList& list, uint64_t address, uint64_t tseg_first, uint64_t mseg_first,
                                      arch::Window& window, uint64_t linear) {
    if (address / 0x1000 < tseg_first || address / 0x1000 >= mseg_first) return false;
    uint64_t word[1] = {};
    //@ assert one_page: (8 * (address / 8)) % 0x1000 == 8 * (address / 8 % 512);
    arch::read_physical(word, 1, 8 * (address / 8), window, linear);
    uint64_t const value = byte_at(word, static_cast<uint32_t>(address % 8));
    put_byte(list.word, list.bytes, value);
    list.bytes = list.bytes + 1;
    return true;
}

/*@ requires \valid(&list) && \valid(&window) && \separated(&list, &window);
    requires mseg_first <= kLastPage && linear % 0x1000 == 0 && list.bytes <= kMostListBytes;
    requires n <= 0xffff;
    assigns list.word[0 .. kMostListBytes / 8 - 1], list.bytes, window.entry[0];
    ensures REQ_BIOS_02_in_smram: \result == Outcome::Ok ==>
      (\forall integer a; address <= a < address + n ==> Inside(tseg_first, mseg_first, a, 1));
    ensures ends: \result == Outcome::Ok && n > 0 ==> Inside(tseg_first, mseg_first, address, n);
    ensures REQ_BIOS_02_outside: \result == Outcome::NotInSmram ==>
      (\exists integer a; address <= a < address + n && !Inside(tseg_first, mseg_first, a, 1));
    ensures REQ_RSC_06_too_long: \result == Outcome::TooLong ==> \old(list.bytes) + n > kMostListBytes;
    ensures outcome: \result == Outcome::Ok || \result == Outcome::NotInSmram || \result == Outcome::TooLong;
    ensures bytes: list.bytes <= kMostListBytes && (\result == Outcome::Ok ==>
      list.bytes == \old(list.bytes) + n && (n > 0 ==> address + n <= kAddressEnd));
    ensures kept: SameBytes{Pre, Post}(&list.word[0], 0, \old(list.bytes));
*/
[[nodiscard]] static Outcome append_bytes(BiosList& list, uint64_t address, uint64_t n, uint64_t tseg_first,
                                          uint64_t mseg_first, arch::Window& window, uint64_t linear) {
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant bytes: list.bytes == \at(list.bytes, Pre) + i <= kMostListBytes;
        loop invariant inside: \forall integer a; address <= a < address + i ==> Inside(tseg_first, mseg_first, a, 1);
        loop invariant ends: i > 0 ==> Inside(tseg_first, mseg_first, address, i);
        loop invariant kept: SameBytes{Pre, Here}(&list.word[0], 0, \at(list.bytes, Pre));
        loop invariant below: i > 0 ==> address + i <= kAddressEnd;
        loop assigns i, list.word[0 .. kMostListBytes / 8 - 1], list.bytes, window.entry[0];
        loop variant n - i;
    */
    for (uint64_t i = 0; i < n; ++i) {
        if (list.bytes == kMostListBytes) return Outcome::TooLong;
        uint64_t const from = address + i;
        bool const read = append_byte(list, from, tseg_first, mseg_first, window, linear);
        //@ assert outside: !read ==> address <= from < address + n && !Inside(tseg_first, mseg_first, from, 1);
        if (!read) return Outcome::NotInSmram;
    }
    return Outcome::Ok;
}

// One descriptor, in the length that it says itself; whether it is the right one is checked later, in the copy.
/*@ requires \valid(&list) && \valid(&window) && \separated(&list, &window);
    requires mseg_first <= kLastPage && linear % 0x1000 == 0 && list.bytes <= kMostListBytes;
    assigns list.word[0 .. kMostListBytes / 8 - 1], list.bytes, window.entry[0];
    ensures outcome: \result == Outcome::Ok || \result == Outcome::NotInSmram || \result == Outcome::TooLong ||
      \result == Outcome::Malformed;
    ensures bytes: list.bytes <= kMostListBytes;
    ensures length: \result == Outcome::Ok ==> \old(list.bytes) + kHeader <= list.bytes &&
      list.bytes == \old(list.bytes) + LengthAt(&list.word[0], \old(list.bytes)) &&
      address + LengthAt(&list.word[0], \old(list.bytes)) <= kAddressEnd;
    ensures REQ_BIOS_02_outside: !Inside(tseg_first, mseg_first, address, 8) && \old(list.bytes) == 0 ==>
      \result == Outcome::NotInSmram;
*/
[[nodiscard]] static Outcome append_node(BiosList& list, uint64_t address, uint64_t tseg_first, uint64_t mseg_first,
                                         arch::Window& window, uint64_t linear) {
    uint32_t const start = list.bytes;
    Outcome const header = append_bytes(list, address, kHeader, tseg_first, mseg_first, window, linear);
    if (header != Outcome::Ok) return header;
    uint64_t const length = half_at(list.word, start + 4);
    if (length < kHeader) return Outcome::Malformed;
    Outcome const rest =
        append_bytes(list, address + kHeader, length - kHeader, tseg_first, mseg_first, window, linear);
    if (rest != Outcome::Ok) return rest;
    return Outcome::Ok;
}

// The descriptors of a part, and the address of the next one. Its end is dropped.
/*@ requires \valid(&list) && \valid(&window) && \valid(&next);
    requires \separated(&list, &window, &next);
    requires mseg_first <= kLastPage && linear % 0x1000 == 0 && list.bytes <= kMostListBytes;
    assigns list.word[0 .. kMostListBytes / 8 - 1], list.bytes, window.entry[0], next;
    ensures outcome: \result == Outcome::Ok || \result == Outcome::NotInSmram || \result == Outcome::TooLong ||
      \result == Outcome::Malformed;
    ensures bytes: list.bytes <= kMostListBytes && (\result == Outcome::Ok ==> list.bytes + kEnd <= kMostListBytes);
    ensures REQ_BIOS_02_outside: !Inside(tseg_first, mseg_first, address, 8) && \old(list.bytes) == 0 ==>
      \result == Outcome::NotInSmram;
*/
[[nodiscard]] static Outcome append_part(BiosList& list, uint64_t address, uint64_t tseg_first, uint64_t mseg_first,
                                         arch::Window& window, uint64_t linear, uint64_t& next) {
    next = 0;
    uint64_t from = address;
    /*@ loop invariant range: 0 <= i <= kMaxNodes;
        loop invariant from: i == 0 ==> from == address;
        loop invariant bytes: list.bytes <= kMostListBytes && (i == 0 ==> list.bytes == \at(list.bytes, Pre));
        loop invariant inside: i > 0 && \at(list.bytes, Pre) == 0 ==> Inside(tseg_first, mseg_first, address, 8);
        loop assigns i, from, next, list.word[0 .. kMostListBytes / 8 - 1], list.bytes, window.entry[0];
        loop variant kMaxNodes - i;
    */
    for (uint32_t i = 0; i < kMaxNodes; ++i) {
        uint32_t const start = list.bytes;
        Outcome const node = append_node(list, from, tseg_first, mseg_first, window, linear);
        if (node != Outcome::Ok) return node;
        uint64_t const length = half_at(list.word, start + 4);
        if (word_at(list.word, start) == static_cast<uint64_t>(abi::RscType::EndOfResources)) {
            if (length != kEnd || half_at(list.word, start + 6) != 0) return Outcome::Malformed;
            next = quad_at(list.word, start + 8);
            list.bytes = start;
            return Outcome::Ok;
        }
        from = from + length;
    }
    return Outcome::TooLong;
}

/*@ requires \valid_read(seen + (0 .. n - 1));
    assigns \nothing;
    ensures REQ_RSC_06_cycle: \result <==> (\exists integer i; 0 <= i < n && seen[i] == part);
*/
[[nodiscard]] static bool is_among(uint64_t const* seen, uint32_t n, uint64_t part) {
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant none: \forall integer j; 0 <= j < i ==> seen[j] != part;
        loop assigns i;
        loop variant n - i;
    */
    for (uint32_t i = 0; i < n; ++i) {
        if (seen[i] == part) return true;
    }
    return false;
}

Outcome append_parts(BiosList& list, uint64_t address, Layout const& layout, arch::Window& window, uint64_t linear) {
    uint64_t const tseg_first = layout.tseg_first;
    uint64_t const mseg_first = layout.mseg_first;
    uint64_t seen[kMaxParts] = {};
    uint64_t part = address;
    list.bytes = 0;
    /*@ loop invariant range: 0 <= i <= kMaxParts;
        loop invariant first: i == 0 ==> part == address && list.bytes == 0;
        loop invariant bytes: list.bytes <= kMostListBytes;
        loop invariant inside: i > 0 ==> Inside(tseg_first, mseg_first, address, 8);
        loop assigns i, part, seen[0 .. kMaxParts - 1], list.word[0 .. kMostListBytes / 8 - 1], list.bytes,
          window.entry[0];
        loop variant kMaxParts - i;
    */
    for (uint32_t i = 0; i < kMaxParts; ++i) {
        bool const again = is_among(seen, i, part);
        if (again) return Outcome::Cycle;
        seen[i] = part;
        uint64_t next = 0;
        Outcome const read = append_part(list, part, tseg_first, mseg_first, window, linear, next);
        if (read != Outcome::Ok) return read;
        if (next == 0) return Outcome::Ok;
        part = next;
    }
    return Outcome::TooLong;
}

} // namespace stm::resources
