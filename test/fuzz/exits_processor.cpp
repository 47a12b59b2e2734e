// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/exits_processor.hpp"

#include "monitor/arch/control_registers.h"
#include "monitor/arch/lock.h"
#include "monitor/arch/port.h"
#include "monitor/arch/processor.h"
#include "monitor/arch/shared.h"
#include "monitor/vmcs/guest_state.h"
#include "test/fuzz/harness.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace redoubt::fuzz {

using machine::Transition;
using Field = machine::test::Field;

namespace {

Processor* here = nullptr; // whose registers the routines below use

stm::Request bits_of(std::uint64_t msr, bool read, bool write, std::uint64_t first, std::uint64_t last) {
    return {.area = stm::Area::Msr,
            .read = read,
            .write = write,
            .execute = false,
            .first = 64 * msr + first,
            .last = 64 * msr + last};
}

stm::Request ports(std::uint64_t first, std::uint64_t last) {
    return {.area = stm::Area::Port, .read = true, .write = true, .execute = false, .first = first, .last = last};
}

void fill(stm::Policy& policy) {
    policy.start({.tseg_first = 0x7f000, .mseg_first = 0x7f700, .tseg_last = 0x7f7ff});
    std::array<stm::Status, 4> verdicts;
    std::array const claims{bits_of(whole_msr, true, true, 0, 63), bits_of(part_msr, true, false, 0, 31),
                            bits_of(part_msr, false, true, 8, 15), ports(first_port, last_port)};
    check(policy.claim(claims.data(), claims.size(), verdicts.data()) == stm::Status::Ok, "the rig: claims");
    policy.seal();
    std::array const protections{bits_of(protected_msr, true, true, 0, 63),
                                 ports(first_protected_port, last_protected_port)};
    check(policy.protect(protections.data(), protections.size(), verdicts.data()) == stm::Status::Ok,
          "the rig: protections");
}

} // namespace

// As the monitor has left it when it was activated: the handler's VMCS first, then the OS's, which is current.
Processor::Processor() : bound_(vmx, state) {
    here = this;
    fill(*policy);
    for (auto const region : {os_vmcs, handler_vmcs})
        memory.set_word(region, 4, revision);
    enter_vmx_root();
    activate();
    stm::vmcs::GuestState caller{};
    check(stm::vmcs::read_guest_state(caller), "the rig: the OS's state");
    check(monitor.contexts.create(os_vmcs, handler_vmcs), "the rig: two VMCSs");
    vmx.vmptrld(handler_vmcs);
    fill_guest_and_host();
    set(Field::HostRip, 0x201000);
    set_bits(Field::EntryControls, stm::abi::entry_control::kEntryToSmm);
    set(Field::GuestInterruptibility, stm::abi::interruptibility::kBlockingBySmi);
    check(stm::vmcs::read_guest_state(start.guest), "the rig: the handler's state");
    start.entry = static_cast<std::uint32_t>(get(Field::EntryControls));
    start.smi_rip = handler_rip;
    vmx.vmptrld(os_vmcs);
    fill_guest_and_host();
    set(Field::HostRip, 0x201000);
    set(Field::ExecutiveVmcsPointer, vmxon_region);
    check(stm::vmcs::write_guest_state(caller), "the rig: the OS's VMCS");
    set(Field::GuestInterruptibility, 0);
    shared.active = 2;
    check(enter() == Transition::Entered, "the rig: the OS runs");
}

Processor::~Processor() {
    here = nullptr;
}

Transition Processor::enter() {
    auto const how = monitor.contexts.entry() == stm::arch::Next::Launch ? vmx.vmlaunch() : vmx.vmresume();
    for (auto const& report : reports.all)
        std::fprintf(stderr, "%s\n", report.c_str());
    return how;
}

void Processor::enter_os_guest() {
    make_current(other_region);
    fill_guest_and_host();
    set_bits(Field::ProcControls, stm::abi::proc_control::kMonitorTrapFlag);
    enter_guest();
}

} // namespace redoubt::fuzz

namespace stm::arch {

using redoubt::fuzz::here;

DebugRegisters read_debug_registers() {
    return here->debug;
}
void write_debug_registers(DebugRegisters const& registers) {
    here->debug = registers;
}
std::uint64_t read_cr2() {
    return here->cr2;
}
void write_cr2(std::uint64_t value) {
    here->cr2 = value;
}
std::uint64_t read_cr0() {
    return here->state.cr0;
}
void set_caching(std::uint64_t like) {
    auto& cr0 = here->state.cr0;
    cr0 ^= (cr0 ^ like) & redoubt::fuzz::caches;
}
CpuidResult cpuid(std::uint32_t leaf, std::uint32_t subleaf) {
    return {.eax = leaf, .ebx = subleaf, .ecx = ~leaf, .edx = ~subleaf};
}
void write_back_and_invalidate() {}
std::uint32_t compare_exchange(std::uint32_t& word, std::uint32_t expected, std::uint32_t wanted) {
    return word == expected ? std::exchange(word, wanted) : word;
}
void decrement(std::uint32_t& word) {
    --word;
}
void acquire(Lock& lock) {
    redoubt::fuzz::check(lock.next == lock.serving, "REQ-ROB-03: the lock is free");
    ++lock.next;
}
void release(Lock& lock) {
    redoubt::fuzz::check(lock.next == lock.serving + 1, "REQ-ROB-03: the lock is held");
    ++lock.serving;
}
std::uint8_t input8(std::uint16_t /*port*/) {
    return static_cast<std::uint8_t>(redoubt::fuzz::port_value);
}
std::uint16_t input16(std::uint16_t /*port*/) {
    return static_cast<std::uint16_t>(redoubt::fuzz::port_value);
}
std::uint32_t input32(std::uint16_t /*port*/) {
    return redoubt::fuzz::port_value;
}
void output8(std::uint16_t port, std::uint8_t value) {
    here->outputs.push_back({port, 1, value});
}
void output16(std::uint16_t port, std::uint16_t value) {
    here->outputs.push_back({port, 2, value});
}
void output32(std::uint16_t port, std::uint32_t value) {
    here->outputs.push_back({port, 4, value});
}
std::uint64_t read_msr(abi::Msr msr) {
    return here->os_msrs[static_cast<std::uint32_t>(msr)];
}
void write_msr(abi::Msr msr, std::uint64_t value) {
    here->os_msrs[static_cast<std::uint32_t>(msr)] = value;
}

} // namespace stm::arch
