// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/os_list.h"

namespace stm::resources {

// The requests of one more descriptor, behind those that are there.
/*@ requires \valid_read(&page) && \valid(&list) && \separated(&page, &list);
    requires (call == Call::Protect || call == Call::Unprotect) && ValidEcam(ecam);
    requires Good(&page.word[0], o, kPageBytes, call) && o + LengthAt(&page.word[0], o) + 16 <= kPageBytes;
    requires 11 * list.count <= o && AllMayName(call, &list.request[0], list.count);
    assigns list.request[0 .. kMaxRequests + 1], list.count;
    ensures own: RequestsAt{Pre, Post}(&page.word[0], o, ecam, &list.request[0], \old(list.count), list.count);
    ensures words: SameWords{Pre, Post}(&page.word[0], kPageBytes / 8);
    ensures before: SameRequests{Pre, Post}(&list.request[0], \old(list.count));
    ensures may_name: AllMayName(call, &list.request[0], list.count);
    ensures room: \old(list.count) <= list.count && 11 * list.count <= o + LengthAt{Pre}(&page.word[0], o);
*/
void append_requests(arch::Page const& page, uint32_t o, Call call, Ecam ecam, OsList& list);

} // namespace stm::resources
