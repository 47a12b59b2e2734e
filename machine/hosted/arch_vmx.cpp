// SPDX-License-Identifier: Apache-2.0
#include "machine/hosted/arch.hpp"
#include "monitor/arch/vmx.h"

#include <stdexcept>

namespace redoubt::machine {
namespace {

struct Processor {
    Vmx* vmx = nullptr;
    State* state = nullptr;
};
thread_local Processor bound;

Processor const& here() {
    if (bound.vmx == nullptr) throw std::logic_error("a VMX instruction, and no processor is bound");
    return bound;
}

// SDM vol. 3C 30.2
stm::arch::VmxResult result() {
    auto const& flags = here().state->flags;
    return flags.carry()  ? stm::arch::VmxResult::FailInvalid
           : flags.zero() ? stm::arch::VmxResult::FailValid
                          : stm::arch::VmxResult::Succeed;
}

} // namespace

Bound::Bound(Vmx& vmx, State& state) {
    bound = {&vmx, &state};
}

Bound::~Bound() {
    bound = {};
}

} // namespace redoubt::machine

namespace stm::arch {

using redoubt::machine::here;
using redoubt::machine::result;

VmreadResult vmread(abi::VmcsField field) {
    auto const value = here().vmx->vmread(static_cast<uint32_t>(field));
    return {.result = result(), .value = value.value_or(0)};
}

VmxResult vmwrite(abi::VmcsField field, uint64_t value) {
    here().vmx->vmwrite(static_cast<uint32_t>(field), value);
    return result();
}

VmxResult vmptrld(uint64_t pointer) {
    here().vmx->vmptrld(pointer);
    return result();
}

uint64_t vmptrst() {
    return here().vmx->current_pointer();
}

VmxResult vmclear(uint64_t pointer) {
    here().vmx->vmclear(pointer);
    return result();
}

VmxResult invept(InveptType type, uint64_t eptp) {
    here().vmx->invept(static_cast<uint64_t>(type), eptp, 0);
    return result();
}

VmxResult invvpid(InvvpidType type, uint16_t vpid, uint64_t linear_address) {
    here().vmx->invvpid(static_cast<uint64_t>(type), vpid, linear_address);
    return result();
}

} // namespace stm::arch
