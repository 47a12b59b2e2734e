// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/switch.h"

namespace stm::vmcs {

bool Switch::create(uint64_t os, uint64_t handler) {
    running_ = Context::Os;
    auto const os_created = os_.create(os);
    if (!os_created) return false;
    auto const handler_created = handler_.create(handler);
    if (!handler_created) return false;
    auto const current = os_.make_current();
    return current;
}

bool Switch::os_runs() const {
    return running_ == Context::Os;
}

arch::Next Switch::entry() const {
    return running_ == Context::Os ? os_.entry() : handler_.entry();
}

void Switch::exited() {
    if (running_ == Context::Os)
        os_.exited();
    else
        handler_.exited();
}

bool Switch::interrupt(arch::Registers& registers) {
    auto const current = handler_.make_current();
    if (!current) return false;
    copy(aside_, registers);
    //@ assert copied: Vmcs::Inv(&this->os_) && Vmcs::Inv(&this->handler_);
    //@ assert aside: EqualRegisters{Here, Pre}(Aside(this), &registers);
    clear(registers);
    //@ assert still_aside: EqualRegisters{Here, Pre}(Aside(this), &registers);
    //@ assert kept: Vmcs::Inv(&this->os_) && Vmcs::Inv(&this->handler_);
    running_ = Context::SmiHandler;
    return true;
}

bool Switch::resume(arch::Registers& registers) {
    auto const current = os_.make_current();
    if (!current) return false;
    running_ = Context::Os;
    copy(registers, aside_);
    //@ assert aside: EqualRegisters{Here, Pre}(&aside_, &aside_);
    //@ assert back: EqualRegisters{Here, Pre}(&registers, &aside_);
    /*@ assert each: \forall integer r; 0 <= r < kRegisters ==>
            RegisterAt(&registers, r) == \at(RegisterAt(&aside_, r), Pre); */
    return true;
}

} // namespace stm::vmcs
