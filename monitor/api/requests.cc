// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/requests.h"

namespace stm::api {

/*@ assigns \nothing;
    ensures success: \result == abi::Status::Success <==> verdict == Status::Ok;
    ensures unprotectable: \result == abi::Status::UnprotectableResource <==>
      verdict == Status::Reserved || verdict == Status::Taken;
    ensures room: \result == abi::Status::OutOfResources <==> verdict == Status::NoRoom;
    ensures parsed: \result != abi::Status::MalformedResourceList;
*/
[[nodiscard]] static abi::Status status_of(Status verdict) {
    switch (verdict) {
    case Status::Ok: return abi::Status::Success;
    case Status::Reserved:
    case Status::Taken: return abi::Status::UnprotectableResource;
    case Status::NoRoom: return abi::Status::OutOfResources;
    default: return abi::Status::Unspecified;
    }
}

abi::Status protect_requests(Policy& policy, Request const* list, uint32_t n, Status* verdicts) {
    Status const verdict = policy.protect(list, n, verdicts);
    //@ assert claims: SameClaims{Pre, Here}(&policy);
    /*@ assert verdict: \forall integer j; 0 <= j < n ==>
          Policy::Verdict{Pre}(&policy, Call::Protect, &list[j], verdicts[j]); */
    /*@ assert may_name: AllMayName{Pre}(Call::Protect, list, n) ==>
          (\forall integer j; 0 <= j < n ==> MayName{Pre}(Call::Protect, &list[j])); */
    /*@ assert each: AllMayName{Pre}(Call::Protect, list, n) ==>
          (\forall integer j; 0 <= j < n ==> (verdicts[j] == Status::Ok <==>
          !Policy::MeetsKept{Pre}(&policy, &list[j]) && !Policy::MeetsClaims{Pre}(&policy, &list[j]))); */
    /*@ assert verdicts: AllMayName{Pre}(Call::Protect, list, n) ==>
          ProtectVerdicts{Pre, Here}(&policy, list, n, verdicts); */
    /*@ assert all: AllMayName{Pre}(Call::Protect, list, n) ==>
          (AllOk(verdicts, n) <==> !CannotProtectAll{Pre}(&policy, list, n)); */
    //@ assert named: AllMayName{Pre}(Call::Protect, list, n) ==> verdict != Status::Illegal && verdict != Status::Sealed;
    return status_of(verdict);
}

/*@ requires \valid(verdicts + (0 .. n - 1));
    assigns verdicts[0 .. n - 1];
    ensures AllOk(verdicts, n);
*/
static void accept_all(Status* verdicts, uint32_t n) {
    /*@ loop invariant range: 0 <= j <= n;
        loop invariant ok: AllOk(verdicts, j);
        loop assigns j, verdicts[0 .. n - 1];
        loop variant n - j;
    */
    for (uint32_t j = 0; j < n; ++j) {
        verdicts[j] = Status::Ok;
    }
}

abi::Status unprotect_requests(Policy& policy, Request const* list, uint32_t n, bool everything, Status* verdicts) {
    if (everything) {
        policy.unprotect_all();
        accept_all(verdicts, n);
        return abi::Status::Success;
    }
    Status const verdict = policy.unprotect(list, n, verdicts);
    return verdict == Status::Ok ? abi::Status::Success : abi::Status::Unspecified;
}

bool names_memory(Request const* list, uint32_t n) {
    /*@ loop invariant range: 0 <= j <= n;
        loop invariant none: !NamesMemory(list, j);
        loop assigns j;
        loop variant n - j;
    */
    for (uint32_t j = 0; j < n; ++j) {
        if (list[j].area == Area::Physical) return true;
    }
    return false;
}

} // namespace stm::api
