// SPDX-License-Identifier: Apache-2.0
#include "monitor/acpi/find.h"

namespace stm::acpi {

constexpr uint32_t kHeadBytes = 8; // of a table: its signature and its length
constexpr uint32_t kHeadWords = 2;
constexpr uint32_t kRsdpWords = 6;

/*@
  // The beginning of a table says how long it is.
  logic integer LengthIn{L}(uint64_t* head, integer address) = WordAt(head, address % 8 + abi::table::kLength);

  predicate CanRead{L}(uint64_t* head, integer address, Layout* l, integer limit) =
    abi::table::kHeader <= LengthIn(head, address) <= kMostTable && Reaches(l, limit, address, LengthIn(head, address));

  predicate SameLayout{L, M}(Layout* l) = \at(l->tseg_first, L) == \at(l->tseg_first, M) &&
    \at(l->mseg_first, L) == \at(l->mseg_first, M) && \at(l->tseg_last, L) == \at(l->tseg_last, M);
*/

// The whole table, the beginning of which has been read. Answers with its length; 0: it cannot be read.
/*@ requires \valid(words + (0 .. kTableWords - 1)) && \valid_read(head + (0 .. kHeadWords - 1)) && \valid(&window) &&
      \valid_read(&layout);
    requires \separated(words + (0 .. kTableWords - 1), head + (0 .. kHeadWords - 1), &window, &layout);
    requires IsLimit(limit) && linear % 0x1000 == 0;
    assigns words[0 .. kTableWords - 1], window.entry[0];
    ensures REQ_BIOS_07_length: CanRead{Pre}(head, address, &layout, limit) ==> \result == LengthIn{Pre}(head, address);
    ensures REQ_BIOS_07_unread: !CanRead{Pre}(head, address, &layout, limit) ==> \result == 0;
    ensures range: \result == 0 || abi::table::kHeader <= \result <= kMostTable;
*/
[[nodiscard]] static uint32_t read_table(uint64_t* words, uint64_t const* head, uint64_t address, arch::Window& window,
                                         uint64_t linear, Layout const& layout, uint64_t limit) {
    uint64_t const length = word_at(head, static_cast<uint32_t>(address % 8) + abi::table::kLength);
    if (length < abi::table::kHeader || length > kMostTable) return 0;
    auto const bytes = static_cast<uint32_t>(length);
    bool const read = read_bytes(words, address, bytes, window, linear, layout, limit);
    return read ? bytes : 0;
}

// Where the root pointer says that the XSDT is.
/*@ requires \valid(&xsdt) && \valid(&window) && \valid_read(&layout) && \separated(&xsdt, &window, &layout);
    requires IsLimit(limit) && linear % 0x1000 == 0;
    assigns xsdt, window.entry[0];
    ensures REQ_BIOS_07_root: \result ==> Reaches(&layout, limit, root, abi::rsdp::kBytes);
*/
[[nodiscard]] static bool read_root(uint64_t& xsdt, uint64_t root, arch::Window& window, uint64_t linear,
                                    Layout const& layout, uint64_t limit) {
    uint64_t words[kRsdpWords] = {};
    auto const first = static_cast<uint32_t>(root % 8);
    bool const read = read_bytes(words, root, abi::rsdp::kBytes, window, linear, layout, limit);
    if (!read) return false;
    bool const good = is_rsdp(words, first);
    if (!good) return false;
    xsdt = quad_at(words, first + abi::rsdp::kXsdt);
    return true;
}

// Answers with the length of the XSDT; 0: there is no good one.
/*@ requires \valid(words + (0 .. kTableWords - 1)) && \valid(&window) && \valid_read(&layout);
    requires \separated(words + (0 .. kTableWords - 1), &window, &layout);
    requires IsLimit(limit) && linear % 0x1000 == 0;
    assigns words[0 .. kTableWords - 1], window.entry[0];
    ensures REQ_BIOS_07_xsdt: \result == 0 ||
      (abi::table::kHeader <= \result <= kMostTable && IsXsdt(words, xsdt % 8, \result));
*/
[[nodiscard]] static uint32_t read_xsdt(uint64_t* words, uint64_t xsdt, arch::Window& window, uint64_t linear,
                                        Layout const& layout, uint64_t limit) {
    uint64_t head[kHeadWords] = {};
    bool const begins = read_bytes(head, xsdt, kHeadBytes, window, linear, layout, limit);
    if (!begins) return 0;
    uint32_t const bytes = read_table(words, head, xsdt, window, linear, layout, limit);
    if (bytes == 0) return 0;
    bool const good = is_xsdt(words, static_cast<uint32_t>(xsdt % 8), bytes);
    return good ? bytes : 0;
}

// The first table with the signature of an MCFG, read into `words`; Window: it is good.
/*@ requires \valid_read(xsdt + (0 .. kTableWords - 1)) && \valid(words + (0 .. kTableWords - 1)) && \valid(&mcfg) &&
      \valid(&bytes) && \valid(&window) && \valid_read(&layout);
    requires \separated(xsdt + (0 .. kTableWords - 1), words + (0 .. kTableWords - 1), &mcfg, &bytes, &window, &layout);
    requires first < 8 && abi::xsdt::kEntries <= entries <= kMostTable && IsLimit(limit) && linear % 0x1000 == 0;
    assigns words[0 .. kTableWords - 1], mcfg, bytes, window.entry[0];
    ensures REQ_BIOS_07_named: \result == Outcome::Window ==> NamesTable{Pre}(xsdt, first, entries, mcfg);
    ensures REQ_BIOS_07_mcfg: \result == Outcome::Window ==>
      abi::mcfg::kAllocations <= bytes <= kMostTable && IsMcfg(words, mcfg % 8, bytes);
    ensures REQ_BIOS_07_all_seen: \result == Outcome::None ==> (\forall integer i; 0 <= i < EntryCount(entries) ==>
      Reaches(&layout, limit, EntryAt{Pre}(xsdt, first, i), kHeadBytes));
    ensures outcome: \result <= Outcome::Broken;
*/
[[nodiscard]] static Outcome read_mcfg(uint64_t* words, uint64_t& mcfg, uint32_t& bytes, uint64_t const* xsdt,
                                       uint32_t first, uint32_t entries, arch::Window& window, uint64_t linear,
                                       Layout const& layout, uint64_t limit) {
    uint32_t const count = (entries - abi::xsdt::kEntries) / abi::xsdt::kEntryBytes;
    uint64_t head[kHeadWords] = {};
    /*@ loop invariant range: 0 <= i <= count;
        loop invariant same: SameWords{Pre, Here}(xsdt, kTableWords);
        loop invariant tseg: layout.tseg_first == \at(layout.tseg_first, Pre);
        loop invariant end: layout.tseg_last == \at(layout.tseg_last, Pre);
        loop invariant seen: \forall integer j; 0 <= j < i ==>
          Reaches(&layout, limit, EntryAt{Pre}(xsdt, first, j), kHeadBytes);
        loop assigns i, head[0 .. kHeadWords - 1], mcfg, window.entry[0];
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t const at = first + abi::xsdt::kEntries + abi::xsdt::kEntryBytes * i;
        //@ assert inside: at + abi::xsdt::kEntryBytes <= first + entries;
        mcfg = quad_at(xsdt, at);
        //@ assert entry: mcfg == EntryAt{Pre}(xsdt, first, i);
        bool const begins = read_bytes(head, mcfg, kHeadBytes, window, linear, layout, limit);
        if (!begins) return Outcome::Broken;
        auto const begin = static_cast<uint32_t>(mcfg % 8);
        if (word_at(head, begin) == abi::mcfg::kSignature) {
            bytes = read_table(words, head, mcfg, window, linear, layout, limit);
            if (bytes == 0) return Outcome::Broken;
            bool const good = is_mcfg(words, begin, bytes);
            return good ? Outcome::Window : Outcome::Broken;
        }
    }
    return Outcome::None;
}

Finding find_ecam(uint64_t* room, uint64_t root, arch::Window& window, uint64_t linear, Layout const& layout,
                  uint64_t limit) {
    if (root == 0) return {.outcome = Outcome::None, .ecam = {}};
    uint64_t xsdt = 0;
    bool const rooted = read_root(xsdt, root, window, linear, layout, limit);
    //@ assert layout_stays: SameLayout{Pre, Here}(&layout);
    if (!rooted) return {.outcome = Outcome::Broken, .ecam = {}};
    uint32_t const entries = read_xsdt(room, xsdt, window, linear, layout, limit);
    //@ assert layout_still: SameLayout{Pre, Here}(&layout);
    if (entries == 0) return {.outcome = Outcome::Broken, .ecam = {}};
    auto const first = static_cast<uint32_t>(xsdt % 8);
    uint64_t mcfg = 0;
    uint32_t bytes = 0;
    //@ ghost Looked: ;
    Outcome const read =
        read_mcfg(room + kTableWords, mcfg, bytes, room, first, entries, window, linear, layout, limit);
    //@ assert layout: SameLayout{Pre, Here}(&layout);
    if (read != Outcome::Window) return {.outcome = read, .ecam = {}};
    //@ assert words: SameWords{Looked, Here}(room, kTableWords);
    //@ assert bytes: SameBytes{Looked, Here}(room, 0, 8 * kTableWords);
    /*@ assert entries: \forall integer i; 0 <= i < EntryCount(entries) ==>
          EntryAt(room, first, i) == EntryAt{Looked}(room, first, i); */
    //@ assert named: NamesTable(room, first, entries, mcfg);
    Finding const said = window_of(room + kTableWords, static_cast<uint32_t>(mcfg % 8), bytes, layout, limit);
    /*@ assert found: said.outcome == Outcome::Window ==> FoundIn(room + kTableWords, mcfg % 8, bytes, &layout, limit,
          said.ecam.first_page, said.ecam.buses); */
    return said;
}

} // namespace stm::acpi
