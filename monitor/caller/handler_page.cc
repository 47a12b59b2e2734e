// SPDX-License-Identifier: Apache-2.0
#include "monitor/caller/handler_page.h"

namespace stm::caller {

/*@ requires \valid_read(&policy) && \valid_read(&layout);
    requires Policy::Inv(&policy) && ValidLayout(&layout) && LayoutOf(&policy, &layout);
    requires IsLimit(limit) && access <= Access::Execute;
    assigns \nothing;
    ensures reaches: \result <==> HandlerPage(&policy, &layout, limit, access, address);
    ensures not_the_monitors: \result ==> !(layout.mseg_first <= address / kPageSize <= layout.tseg_last);
*/
[[nodiscard]] static bool is_handler_page(Policy const& policy, Layout const& layout, uint64_t limit, Access access,
                                          uint64_t address) {
    if (address % kPageSize != 0 || address >= limit) return false;
    uint64_t const number = address / kPageSize;
    if (layout.tseg_first <= number && number < layout.mseg_first) return true;
    auto const extent = policy.extent_for_handler(access, number, number);
    //@ assert one: Policy::Reaches(&policy, access, number) <==> extent == Extent::All;
    /*@ assert kept: layout.mseg_first <= number <= layout.tseg_last ==>
          Reserved(&layout, Atom(Area::Physical, access, number)); */
    return extent == Extent::All;
}

abi::Status read_handler_page(arch::Page& page, uint64_t address, Policy const& policy, Layout const& layout,
                              uint64_t limit, arch::Window& window, uint64_t linear) {
    bool const reached = is_handler_page(policy, layout, limit, Access::Read, address);
    if (!reached) return abi::Status::SecurityViolation;
    arch::read_physical(page.word, kPageSize / 8, address, window, linear);
    return abi::Status::Success;
}

abi::Status write_handler_words(uint64_t const* words, uint32_t count, uint64_t address, uint32_t offset,
                                Policy const& policy, Layout const& layout, uint64_t limit, arch::Window& window,
                                uint64_t linear) {
    bool const reached = is_handler_page(policy, layout, limit, Access::Write, address);
    if (!reached) return abi::Status::SecurityViolation;
    auto const at = word_address(address, offset);
    arch::write_physical(words, count, at, window, linear)
        /*@ ghost (layout.mseg_first, layout.tseg_last) */;
    return abi::Status::Success;
}

} // namespace stm::caller
