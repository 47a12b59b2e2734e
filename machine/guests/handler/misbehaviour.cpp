// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/bare/instructions.hpp"
#include "machine/guests/handler/actions.hpp"

namespace redoubt::machine::guest {
namespace {

void try_vmx_instruction(HandlerVmx instruction, uint64_t address) {
    uint64_t value = 0;
    switch (instruction) {
    case HandlerVmx::Vmxon: asm volatile("vmxon qword ptr [%0]" ::"r"(address) : "cc", "memory"); break;
    case HandlerVmx::Vmxoff: asm volatile("vmxoff" ::: "cc", "memory"); break;
    case HandlerVmx::Vmclear: asm volatile("vmclear qword ptr [%0]" ::"r"(address) : "cc", "memory"); break;
    case HandlerVmx::Vmptrld: asm volatile("vmptrld qword ptr [%0]" ::"r"(address) : "cc", "memory"); break;
    case HandlerVmx::Vmptrst: asm volatile("vmptrst qword ptr [%0]" ::"r"(address) : "cc", "memory"); break;
    case HandlerVmx::Vmread: asm volatile("vmread %0, %1" : "=r"(value) : "r"(address) : "cc"); break;
    case HandlerVmx::Vmwrite: asm volatile("vmwrite %1, %0" ::"r"(value), "r"(address) : "cc", "memory"); break;
    case HandlerVmx::Vmlaunch: asm volatile("vmlaunch" ::: "cc", "memory"); break;
    case HandlerVmx::Vmresume: asm volatile("vmresume" ::: "cc", "memory"); break;
    case HandlerVmx::Invept:
        asm volatile("invept %0, xmmword ptr [%1]" ::"r"(uint64_t{1}), "r"(address) : "cc", "memory");
        break;
    case HandlerVmx::Invvpid:
        asm volatile("invvpid %0, xmmword ptr [%1]" ::"r"(uint64_t{1}), "r"(address) : "cc", "memory");
        break;
    }
}

} // namespace

void misbehave(HandlerOrder const& order) {
    switch (order.action) {
    case HandlerAction::Jump: asm volatile("jmp %0" ::"r"(order.address) : "memory"); break;
    case HandlerAction::VmxInstruction: try_vmx_instruction(static_cast<HandlerVmx>(order.value), order.address); break;
    case HandlerAction::Breakpoint: asm volatile("int3" ::: "memory"); break;
    case HandlerAction::Halt: asm volatile("hlt" ::: "memory"); break;
    case HandlerAction::LoopForever:
        for (;;)
            pause();
    case HandlerAction::Invd: asm volatile("invd" ::: "memory"); break;
    default: break;
    }
}

} // namespace redoubt::machine::guest
