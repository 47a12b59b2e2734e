// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/list_call.h"

namespace stm::api {

/*@ requires \valid_read(&page) && \valid(&list) && \separated(&page, &list);
    requires (call == Call::Protect || call == Call::Unprotect) && resources::ValidEcam(ecam);
    assigns list;
    ensures count: list.count <= kMaxRequests;
    ensures list: \result ==> resources::List(&page.word[0], resources::kPageBytes, call, &list.nodes);
    ensures requests: \result ==>
      resources::OwnRequests{Pre, Post}(&page.word[0], ecam, &list, list.nodes.count) &&
      resources::Partition(&list, list.nodes.count) && list.first[list.nodes.count] == list.count;
    ensures may_name: AllMayName(call, &list.request[0], list.count);
    ensures malformed: !\result ==> list.count == 0 && !list.everything;
*/
[[nodiscard]] static bool read_alone(arch::Page const& page, Call call, resources::Ecam ecam, resources::OsList& list) {
    return resources::read_os_list(page, call, ecam, list);
}

bool read_list([[maybe_unused]] Policy const& policy, arch::Page const& page, Call call, resources::Ecam ecam,
               resources::OsList& list) {
    bool const whole = read_alone(page, call, ecam, list);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    return whole;
}

/*@ requires \valid_read(&list);
    assigns \nothing;
    ensures \result <==> IsTable(&list);
*/
[[nodiscard]] static bool is_table(resources::OsList const& list) {
    resources::Nodes const& nodes = list.nodes;
    if (list.count > kMaxRequests || nodes.count > resources::kMaxOsNodes) return false;
    if (uint32_t{nodes.at[nodes.count]} + 16 > resources::kPageBytes) return false;
    /*@ loop invariant range: 0 <= i <= list.nodes.count;
        loop invariant ascending: \forall integer j, k; 0 <= j < k <= i ==>
          list.nodes.at[j] + 8 <= list.nodes.at[k];
        loop invariant apart: \forall integer j; 0 <= j <= i ==> 8 * j <= list.nodes.at[j];
        loop invariant partition: \forall integer j; 0 <= j < i ==>
          list.first[j] <= list.first[j + 1] <= list.count;
        loop assigns i;
        loop variant list.nodes.count - i;
    */
    for (uint32_t i = 0; i < nodes.count; ++i) {
        if (uint32_t{nodes.at[i]} + 8 > nodes.at[i + 1]) return false;
        if (list.first[i] > list.first[i + 1] || list.first[i + 1] > list.count) return false;
    }
    return true;
}

/*@ requires \valid(&page) && \valid_read(&list) && \valid_read(verdicts + (0 .. kMaxRequests - 1));
    requires \separated(&page, &list, verdicts + (0 .. kMaxRequests - 1));
    requires IsTable(&list);
    assigns page;
    ensures table: IsTable(&list);
    ensures granted: \forall integer i; 0 <= i < list.nodes.count &&
      resources::Marked{Pre, Post}(&page.word[0], &list, verdicts, i) ==>
        ByteAt(&page.word[0], list.nodes.at[i] + 6) == abi::RscHeader::kReturnStatus;
*/
static void mark(arch::Page& page, resources::OsList const& list, Status const* verdicts) {
    resources::set_return_status(page, list, verdicts);
}

/*@ requires \valid_read(&page) && \valid_read(&list) && \valid(&window);
    requires \separated(&page, &list, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsTable(&list) && IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures written: IsWritten(&page, address, WordsOf(&list));
    ensures smram: SmramKept{Pre, Post}(platform);
*/
static void put_back(arch::Page const& page, resources::OsList const& list, uint64_t address, Platform platform,
                     arch::Window& window, uint64_t linear) {
    write_list(page, list, address, platform, window, linear);
}

/*@ requires \valid(&page) && \valid_read(&list) && \valid_read(verdicts + (0 .. kMaxRequests - 1)) && \valid(&window);
    requires \separated(&page, &list, verdicts + (0 .. kMaxRequests - 1), &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    assigns page, window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures written: IsTable(&list) ==> IsWritten(&page, address, WordsOf(&list));
    ensures granted: IsTable(&list) ==> (\forall integer i; 0 <= i < list.nodes.count &&
      resources::Marked{Pre, Post}(&page.word[0], &list, verdicts, i) ==>
        ByteAt(&page.word[0], list.nodes.at[i] + 6) == abi::RscHeader::kReturnStatus);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
static void answer_alone(arch::Page& page, resources::OsList const& list, Status const* verdicts, uint64_t address,
                         Platform platform, arch::Window& window, uint64_t linear) {
    bool const sound = is_table(list);
    if (!sound) return;
    mark(page, list, verdicts);
    put_back(page, list, address, platform, window, linear);
}

void answer_list([[maybe_unused]] Policy const& policy, arch::Page& page, resources::OsList const& list,
                 Status const* verdicts, uint64_t address, Platform platform, arch::Window& window, uint64_t linear) {
    answer_alone(page, list, verdicts, address, platform, window, linear);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
}

} // namespace stm::api
