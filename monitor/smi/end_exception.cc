// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/end_exception.h"

namespace stm::smi {

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&layout) && ValidLayout(&layout);
    requires \separated(&processor, &pages, &layout, &arch::current_vmcs, &arch::vmcs_data);
    requires processor.window % 0x1000 == 0;
    assigns processor.registers, pages.interrupted, pages.window.entry[0], arch::vmcs_data, arch::current_cr2,
      arch::current_cr8;
    ensures exceptions: exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures there: \result ==> IsThere(&pages.interrupted.context, &processor.registers);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
*/
[[nodiscard]] static bool resume(boot::Processor& processor, Pages& pages, Layout const& layout) {
    bool const back = take_back(pages.interrupted, processor.registers, pages.start.exception, layout, pages.window,
                                processor.window);
    //@ assert apart: \separated(&pages.state.exceptions, &pages.interrupted, &pages.window, &processor);
    //@ assert handling: Handles(&pages.state) <==> Handles{Pre}(&pages.state);
    //@ assert raised: pages.state.exceptions.raised_ == \at(pages.state.exceptions.raised_, Pre);
    return back;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&common);
    requires \separated(&processor, &pages, &common, &arch::current_vmcs, &arch::vmcs_data,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&common.policy) && exceptions::Exceptions::Inv(&pages.state.exceptions);
    requires processor.window % 0x1000 == 0;
    assigns processor.registers, pages.state.exceptions, pages.interrupted, pages.window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data, arch::current_cr2, arch::current_cr8;
    ensures whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures raised: Raised(&pages.state) == \old(Raised(&pages.state));
    ensures outside: \result && !\old(Handles(&pages.state)) ==>
      processor.registers.rax == abi::Status::InvalidApi && Returned{Pre, Post}(abi::Status::InvalidApi);
    ensures resumed: \result && \old(Handles(&pages.state)) ==> \old(Ebx(&processor.registers)) == 0 &&
      !Handles(&pages.state) && IsThere(&pages.interrupted.context, &processor.registers);
    ensures panic: \old(Handles(&pages.state)) && \old(Ebx(&processor.registers)) != 0 ==> !\result &&
      LeftCode(&common.policy, ((\old(Ebx(&processor.registers)) & 0xf) | 0xc000e000));
*/
[[nodiscard]] static bool end_here(boot::Processor& processor, Pages& pages, Common const& common) {
    Layout const layout = common.policy.smram_layout();
    auto const ebx = static_cast<uint32_t>(processor.registers.rbx % 0x100000000);
    auto const verdict = pages.state.exceptions.finish(ebx);
    if (verdict.course == exceptions::Course::Refuse)
        return answer_call(processor.registers, abi::Status::InvalidApi);
    if (verdict.course == exceptions::Course::Resume) return resume(processor, pages, layout);
    leave_code(common.policy, verdict.code, pages.window, processor.window);
    return false;
}

bool end_exception(boot::Processor& processor, Pages& pages, Common const& common,
                   [[maybe_unused]] Services const& services) {
    bool const ended = end_here(processor, pages, common);
    /*@ assert apart: \separated(&services, &pages, &common, &processor,
          arch::foreign + (0 .. arch::kForeignWords - 1)); */
    /*@ assert page: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          services.books.log.ring_.page_[k] == \at(services.books.log.ring_.page_[k], Pre); */
    //@ assert ring: log::Ring::Same{Pre, Here}(&services.books.log.ring_);
    //@ assert log: log::EventLog::Same{Pre, Here}(&services.books.log);
    return ended;
}

} // namespace stm::smi
