// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/handler/actions.hpp"

#include "machine/guests/bare/instructions.hpp"

namespace redoubt::machine::guest {
namespace {

// PCI configuration mechanism 1: the register's doubleword is chosen at CF8H, and is at CFCH.
constexpr uint16_t pci_address = 0xcf8;
constexpr uint16_t pci_data = 0xcfc;
constexpr uint32_t pci_enable = 1u << 31;

[[nodiscard]] uint16_t choose_pci_register(uint64_t address) {
    write_port(pci_address, 4, pci_enable | static_cast<uint32_t>(address & 0xfffffc));
    return static_cast<uint16_t>(pci_data + (address & 3));
}

void identify(HandlerOrder& order) {
    auto eax = static_cast<uint32_t>(order.address);
    auto ecx = static_cast<uint32_t>(order.value);
    uint32_t ebx;
    uint32_t edx;
    asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    order.result = uint64_t{ebx} << 32 | eax;
    order.result_high = uint64_t{edx} << 32 | ecx;
}

void write_control_register(HandlerOrder const& order) {
    switch (order.address) {
    case 0: asm volatile("mov cr0, %0" ::"r"(order.value) : "memory"); break;
    case 2: asm volatile("mov cr2, %0" ::"r"(order.value) : "memory"); break;
    case 3: asm volatile("mov cr3, %0" ::"r"(order.value) : "memory"); break;
    case 4: asm volatile("mov cr4, %0" ::"r"(order.value) : "memory"); break;
    default: asm volatile("mov cr8, %0" ::"r"(order.value) : "memory"); break;
    }
}

void write_debug_register(HandlerOrder const& order) {
    switch (order.address) {
    case 0: asm volatile("mov dr0, %0" ::"r"(order.value)); break;
    case 1: asm volatile("mov dr1, %0" ::"r"(order.value)); break;
    case 2: asm volatile("mov dr2, %0" ::"r"(order.value)); break;
    case 3: asm volatile("mov dr3, %0" ::"r"(order.value)); break;
    default: asm volatile("mov dr6, %0" ::"r"(order.value)); break;
    }
}

void spin(uint64_t iterations) {
    while (iterations != 0) {
        --iterations;
        pause();
    }
}

} // namespace

void carry_out(HandlerMailbox& mailbox, HandlerOrder& order) {
    auto const port = static_cast<uint16_t>(order.address);
    auto const msr = static_cast<uint32_t>(order.address);
    auto const word = static_cast<uint32_t>(order.value);
    switch (order.action) {
    case HandlerAction::Nothing: break;
    case HandlerAction::ReadMemory: order.result = read_memory(order.address, order.size); break;
    case HandlerAction::WriteMemory: write_memory(order.address, order.size, order.value); break;
    case HandlerAction::ReadPort: order.result = read_port(port, order.size); break;
    case HandlerAction::WritePort: write_port(port, order.size, word); break;
    case HandlerAction::ReadMsr: order.result = read_msr(msr); break;
    case HandlerAction::WriteMsr: write_msr(msr, order.value); break;
    case HandlerAction::ReadPci: order.result = read_port(choose_pci_register(order.address), order.size); break;
    case HandlerAction::WritePci: write_port(choose_pci_register(order.address), order.size, word); break;
    case HandlerAction::ReadEcam: order.result = read_memory(mailbox.ecam + order.address, order.size); break;
    case HandlerAction::WriteEcam: write_memory(mailbox.ecam + order.address, order.size, order.value); break;
    case HandlerAction::Cpuid: identify(order); break;
    case HandlerAction::Spin: spin(order.value); break;
    case HandlerAction::Meet: meet(mailbox, order); break;
    case HandlerAction::Vmcall: call_monitor(order); break;
    case HandlerAction::WriteCr: write_control_register(order); break;
    case HandlerAction::WriteDr: write_debug_register(order); break;
    case HandlerAction::Wbinvd: asm volatile("wbinvd" ::: "memory"); break;
    default: misbehave(order); break;
    }
    ++order.runs;
}

} // namespace redoubt::machine::guest
