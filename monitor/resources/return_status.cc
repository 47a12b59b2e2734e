// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/return_status.h"

namespace stm::resources {

/*@ requires \valid_read(verdicts + (first .. end - 1));
    assigns \nothing;
    ensures \result <==> (\forall integer j; first <= j < end ==> verdicts[j] == Status::Ok);
*/
[[nodiscard]] static bool all_ok(Status const* verdicts, uint32_t first, uint32_t end) {
    /*@ loop invariant range: first <= j;
        loop invariant ok: \forall integer k; first <= k < j ==> verdicts[k] == Status::Ok;
        loop assigns j;
        loop variant end - j;
    */
    for (uint32_t j = first; j < end; ++j) {
        if (verdicts[j] != Status::Ok) return false;
    }
    return true;
}

void set_return_status(arch::Page& page, OsList const& list, Status const* verdicts) {
    //@ assert nodes: list.nodes.count <= kMaxOsNodes;
    /*@ loop invariant range: 0 <= i <= list.nodes.count;
        loop invariant set: \forall integer j; 0 <= j < i && Marked{Pre, Here}(&page.word[0], &list, verdicts, j) ==>
          ByteAt(&page.word[0], list.nodes.at[j] + 6) == abi::RscHeader::kReturnStatus;
        loop invariant kept: \forall integer b; 0 <= b &&
          !StatusByte{Pre, Here}(&page.word[0], &list, verdicts, i, b) ==>
            ByteAt(&page.word[0], b) == ByteAt{Pre}(&page.word[0], b);
        loop assigns i, page;
        loop variant list.nodes.count - i;
    */
    for (uint32_t i = 0; i < list.nodes.count; ++i) {
        uint32_t const o = list.nodes.at[i];
        /*@ assert not_yet: !StatusByte{Pre, Here}(&page.word[0], &list, verdicts, i, o + 6) &&
                !StatusByte{Pre, Here}(&page.word[0], &list, verdicts, i, o + 7); */
        //@ assert flags: HalfAt(&page.word[0], o + 6) == HalfAt{Pre}(&page.word[0], o + 6);
        bool const ignored = is_ignored(page.word, o, kPageBytes);
        bool const granted = all_ok(verdicts, list.first[i], list.first[i + 1]);
        bool const marked = !ignored && granted;
        //@ assert marked: marked <==> Marked{Pre, Here}(&page.word[0], &list, verdicts, i);
        if (marked) put_byte(page.word, o + 6, abi::RscHeader::kReturnStatus);
        /*@ assert set_before: \forall integer j; 0 <= j < i && Marked{Pre, Here}(&page.word[0], &list, verdicts, j) ==>
                ByteAt(&page.word[0], list.nodes.at[j] + 6) == abi::RscHeader::kReturnStatus; */
        /*@ assert set_here: Marked{Pre, Here}(&page.word[0], &list, verdicts, i) ==>
                ByteAt(&page.word[0], list.nodes.at[i] + 6) == abi::RscHeader::kReturnStatus; */
        /*@ assert set_now: \forall integer j; 0 <= j <= i && Marked{Pre, Here}(&page.word[0], &list, verdicts, j) ==>
                ByteAt(&page.word[0], list.nodes.at[j] + 6) == abi::RscHeader::kReturnStatus; */
        /*@ assert kept_now: \forall integer b; 0 <= b && !(marked && b == o + 6) &&
                !StatusByte{Pre, Here}(&page.word[0], &list, verdicts, i, b) ==>
                  ByteAt(&page.word[0], b) == ByteAt{Pre}(&page.word[0], b); */
        /*@ assert wider: \forall integer b; StatusByte{Pre, Here}(&page.word[0], &list, verdicts, i, b) ==>
                StatusByte{Pre, Here}(&page.word[0], &list, verdicts, i + 1, b); */
        //@ assert own: marked ==> StatusByte{Pre, Here}(&page.word[0], &list, verdicts, i + 1, o + 6);
    }
}

} // namespace stm::resources
