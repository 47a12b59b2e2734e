// SPDX-License-Identifier: Apache-2.0
#include "monitor/caller/handler_page.h"

namespace stm::caller {

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && IsLimit(limit) && access <= Access::Execute;
    assigns \nothing;
    ensures reaches: \result <==> IsHandlerPage(&policy, limit, access, address);
    ensures not_the_monitors: \result ==>
      !(policy.layout_.mseg_first <= address / kPageSize <= policy.layout_.tseg_last);
*/
[[nodiscard]] static bool is_handler_page(Policy const& policy, uint64_t limit, Access access, uint64_t address) {
    if (address % kPageSize != 0 || address >= limit) return false;
    uint64_t const number = address / kPageSize;
    auto const extent = policy.extent_for_handler(access, number, number);
    //@ assert one: Policy::Reaches(&policy, access, number) <==> extent == Extent::All;
    /*@ assert kept: policy.layout_.mseg_first <= number <= policy.layout_.tseg_last ==>
          Policy::Kept(&policy, Atom(Area::Physical, access, number)); */
    return extent == Extent::All;
}

abi::Status read_handler_page(arch::Page& page, uint64_t address, Policy const& policy, uint64_t limit,
                              arch::Window& window, uint64_t linear) {
    bool const reached = is_handler_page(policy, limit, Access::Read, address);
    if (!reached) return abi::Status::SecurityViolation;
    arch::read_physical(page.word, kPageSize / 8, address, window, linear);
    return abi::Status::Success;
}

abi::Status write_handler_words(uint64_t const* words, uint32_t count, uint64_t address, uint32_t offset,
                                Policy const& policy, uint64_t limit, arch::Window& window, uint64_t linear) {
    bool const reached = is_handler_page(policy, limit, Access::Write, address);
    if (!reached) return abi::Status::SecurityViolation;
    auto const at = word_address(address, offset);
    arch::write_physical(words, count, at, window, linear)
        /*@ ghost (policy.layout_.mseg_first, policy.layout_.tseg_last) */;
    return abi::Status::Success;
}

} // namespace stm::caller
