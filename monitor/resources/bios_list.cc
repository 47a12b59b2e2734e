// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/bios_list.h"

#include "monitor/resources/nodes_facts.h"

namespace stm::resources {

// The end of the list, and zeros behind it.
/*@ requires \valid(&list) && list.bytes + kEnd <= kMostListBytes;
    assigns list.word[0 .. kMostListBytes / 8 - 1], list.bytes;
    ensures bytes: list.bytes == \old(list.bytes) + kEnd;
    ensures REQ_RSC_06_end: End(&list.word[0], \old(list.bytes), list.bytes);
    ensures REQ_RSC_11_padded: Padded(&list.word[0], list.bytes);
*/
static void finish(BiosList& list) {
    uint32_t const start = list.bytes;
    /*@ loop invariant range: start <= b <= kMostListBytes;
        loop invariant length: b > start + 4 ==> ByteAt(&list.word[0], start + 4) == kEnd;
        loop invariant zeros: \forall integer c; start <= c < b && c != start + 4 ==> ByteAt(&list.word[0], c) == 0;
        loop assigns b, list.word[0 .. kMostListBytes / 8 - 1];
        loop variant kMostListBytes - b;
    */
    for (uint32_t b = start; b < kMostListBytes; ++b) {
        uint64_t value = 0;
        if (b == start + 4) value = kEnd;
        put_byte(list.word, b, value);
    }
    list.bytes = start + kEnd;
}

/*@ requires \valid(&list) && \valid(&window) && \valid_read(&layout) && \separated(&list, &window, &layout);
    requires ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns list, window.entry[0];
    ensures outcome: \result <= Outcome::Cycle;
    ensures whole: \result == Outcome::Ok ==> IsBiosList(&list);
    ensures outside: !InBiosSmram(&layout, address, 8) ==> \result == Outcome::NotInSmram;
*/
[[nodiscard]] static Outcome copy_and_read(BiosList& list, uint64_t address, Layout const& layout, arch::Window& window,
                                           uint64_t linear) {
    Outcome const copied = append_parts(list, address, layout, window, linear);
    if (copied != Outcome::Ok) return copied;
    finish(list);
    bool const whole = read_nodes(list.word, list.bytes, Call::Claim, list.nodes);
    //@ assert padded: Padded(&list.word[0], list.bytes);
    if (!whole) return Outcome::Malformed;
    //@ assert end: End(&list.word[0], list.nodes.at[list.nodes.count], list.bytes);
    //@ assert chain: Chain(&list.word[0], list.bytes, Call::Claim, &list.nodes);
    //@ assert ascending: Ascending(&list.nodes);
    //@ assert list: List(&list.word[0], list.bytes, Call::Claim, &list.nodes);
    //@ assert still_padded: Padded(&list.word[0], list.bytes);
    //@ assert whole: IsBiosList(&list);
    return Outcome::Ok;
}

Outcome read_bios_list(BiosList& list, uint64_t address, Layout const& layout, arch::Window& window, uint64_t linear) {
    Outcome const outcome = copy_and_read(list, address, layout, window, linear);
    if (outcome == Outcome::Ok) return outcome;
    list.bytes = 0;
    list.nodes.count = 0;
    return outcome;
}

} // namespace stm::resources
