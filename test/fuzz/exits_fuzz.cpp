// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/exits.hpp"

#include "monitor/smi/handler_exits.h"
#include "monitor/smi/os_exits.h"
#include "spec/abi/msr_bits.h"
#include "test/fuzz/exits_processor.hpp"
#include "test/fuzz/harness.hpp"
#include "tools/support/random.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <vector>

// VM exits of the OS and of the SMI handler, one after the other, on the machine's model of VMX: what is served lets
// the processor go on, by a VM entry that the model takes; what was interrupted goes on as it was.
namespace redoubt::fuzz {
namespace {

using machine::Transition;
using stm::abi::ExitReason;
using stm::abi::Function;
using stm::abi::Status;
using stm::arch::Registers;
using stm::smi::Purpose;
using Field = machine::test::Field;

Goal smi{"an SMI went to the handler"};
Goal resumed{"the OS went on after an SMI"};
Goal trap_kept{"a pending monitor trap was kept over an SMI"};
Goal carried_out{"an instruction of the handler's was carried out"};
Goal faulted{"an instruction of the handler's faulted"};
Goal claimed_msr{"an MSR that was claimed was reached"};
Goal unclaimed_msr{"an MSR that was not claimed was reached for"};
Goal claimed_port{"a port that was claimed was reached"};
Goal unclaimed_port{"a port that was not claimed was reached for"};
Goal address_port{"the address register of PCI was written and read"};
Goal called{"the handler called"};
Goal not_served{"an exit of the handler's was none that is served"};
Goal started{"the OS started the monitor"};
Goal not_started{"a start was refused"};
Goal other_call{"another call of the OS was answered"};
Goal stopped{"the monitor was stopped"};
Goal torn_down{"the handler tore down before that"};

bool equal(Registers const& a, Registers const& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

bool equal(stm::arch::DebugRegisters const& a, stm::arch::DebugRegisters const& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

void fill(Registers& registers, std::uint64_t seed) {
    support::Random random(seed);
    for (auto* const member : {&registers.rax, &registers.rcx, &registers.rdx, &registers.rbx, &registers.rbp,
                               &registers.rsi, &registers.rdi, &registers.r8, &registers.r9, &registers.r10,
                               &registers.r11, &registers.r12, &registers.r13, &registers.r14, &registers.r15})
        *member = random.next();
}

bool among(unsigned reason, std::initializer_list<unsigned> all) {
    return std::find(all.begin(), all.end(), reason) != all.end();
}

// What the handler may do that exits, by the SDM's numbers: what is carried out, and what is a fault there.
bool is_carried_out(unsigned reason) {
    return among(reason, {10, 13, 54}); // CPUID, INVD, WBINVD
}
bool is_invalid_opcode(unsigned reason) {
    return among(reason, {11, 50, 53, 59}) || (reason >= 19 && reason <= 27); // GETSEC, INVEPT, INVVPID, VMFUNC, VMX
}
bool is_protected(unsigned reason) {
    return among(reason, {28, 55}); // CR access, XSETBV
}
bool is_msr(unsigned reason) {
    return among(reason, {31, 32});
}
constexpr unsigned io_instruction = 30;
constexpr std::uint16_t pci_address = 0xcf8;
constexpr std::array known_ports{first_port,           last_port,   first_protected_port,
                                 last_protected_port,  pci_address, std::uint16_t{0xcfc},
                                 std::uint16_t{0xffff}};

// An I/O exit, by the SDM's table of its qualification (vol. 3C 27-5).
struct Io {
    explicit Io(std::uint32_t qualification)
        : port(qualification >> 16), size(1 + qualification % 8), in((qualification & 8) != 0),
          string((qualification & 0x30) != 0) {}
    [[nodiscard]] bool valid() const { return size == 1 || size == 2 || size == 4; }
    [[nodiscard]] bool within(unsigned first, unsigned last) const { return first <= port && port + size - 1 <= last; }
    [[nodiscard]] bool meets(unsigned first, unsigned last) const { return port <= last && first < port + size; }
    [[nodiscard]] std::uint64_t span() const { return size < 4 ? (1u << (8 * size)) - 1 : 0xffffffff; }

    unsigned port;
    unsigned size;
    bool in;
    bool string;
};

constexpr std::array known_msrs{whole_msr, part_msr, protected_msr, 0x9bu, 0x1f2u, 0x1f3u};

bool is_monitors_msr(std::uint32_t index) {
    return among(index, {0x9b, 0x1f2, 0x1f3});
}

class Trial {
public:
    explicit Trial(Input& input) {
        auto const kind = input.byte();
        if ((kind & 1) != 0) processor_.start.teardown_rip = Processor::teardown_rip;
        guest_ = (kind & 4) != 0;
        if (guest_) processor_.enter_os_guest();
        processor_.os_msrs[0x485] = (kind & 2) != 0 ? stm::abi::vmx_misc::kSmiUnblockingByVmxoff : 0;
    }

    // False: the processor does not go on, or without the monitor.
    bool step(Input& input) {
        bool const on = in_handler_ ? handler_step(input) : os_step(input);
        check(processor_.reports.all.empty(), "the monitor keeps the manual's rules");
        return on;
    }

private:
    // The OS is interrupted, with what it has.
    bool os_step(Input& input) {
        auto const step = static_cast<OsStep>(input.below(kOsSteps));
        fill(registers_, input.number(2));
        os_registers_ = registers_;
        processor_.debug = {.dr0 = registers_.r8, .dr1 = 1, .dr2 = 2, .dr3 = registers_.r9, .dr6 = 0xffff0ff0};
        processor_.cr2 = registers_.r10;
        os_debug_ = processor_.debug;
        os_cr2_ = processor_.cr2;
        os_caches_ = (registers_.r12 & 1) != 0 ? machine::cr0::cd : 0;
        use_caches(os_caches_);
        processor_.state.rip = 0x9000 + registers_.r11 % 0x1000;
        os_rip_ = processor_.state.rip;
        pending_ = false;
        switch (step) {
        case OsStep::Smi: pending_ = input.below(2) != 0 && guest_; break;
        case OsStep::IoSmi: break;
        case OsStep::Call:
            if (!guest_) return os_call(input); // a guest's comes to the OS
            break;
        }
        if (step != OsStep::IoSmi)
            processor_.vmx.smi(pending_);
        else
            processor_.vmx.io_smi({.qualification = input.number(4) & 0xffff007b,
                                   .instruction_length = 1,
                                   .rcx = 1,
                                   .rsi = 2,
                                   .rdi = 3,
                                   .rip = os_rip_ - 1});
        check(handle_os(), "REQ-VMCS-05: an SMI is served");
        return handler_begins(Purpose::Smi);
    }

    bool handler_begins(Purpose purpose) {
        check(equal(registers_, Registers{}), "REQ-VMCS-02: the handler sees no register of the OS");
        check(processor_.monitor.purpose == purpose, "REQ-VMCS-05: what the handler is to do");
        check(processor_.enter() == Transition::Entered, "REQ-VMCS-04: the VM entry to the handler");
        auto const rip = purpose == Purpose::Teardown ? Processor::teardown_rip : Processor::handler_rip;
        check(processor_.state.rip == rip && processor_.state.in_smm, "REQ-BIOS-05: where the handler begins");
        in_handler_ = true;
        latch_ = 0;
        if (purpose == Purpose::Smi) smi.reached();
        return true;
    }

    bool os_call(Input& input) {
        auto const function = static_cast<std::uint32_t>(input.number(4));
        auto const options = static_cast<std::uint32_t>(input.number(4));
        registers_.rax = registers_.rax << 32 | function; // the upper halves mean nothing
        registers_.rdx = registers_.rdx << 32 | options;
        os_registers_ = registers_;
        auto const active = processor_.shared.active;
        check(processor_.vmx.vmcall(3) == Transition::Exited, "the rig: VMCALL exits");
        check(handle_os(), "REQ-VMCS-05: a call is served");
        if (function == static_cast<std::uint32_t>(Function::Stop)) {
            if (processor_.start.teardown_rip != 0) return handler_begins(Purpose::Teardown);
            return stops(active);
        }
        goes_on(function_status(function, options));
        return true;
    }

    // REQ-LIFE-05, REQ-CALL-03, REQ-CALL-05.
    Status function_status(std::uint32_t function, std::uint32_t options) {
        if (function == 0x10001) {
            auto const expected = started_             ? Status::AlreadyStarted
                                  : options > 1        ? Status::Unspecified
                                  : options == 0       ? Status::Success
                                  : can_be_unblocked() ? Status::Success
                                                       : Status::UnsupportedMsrBit;
            (expected == Status::Success ? started : not_started).reached();
            if (expected == Status::Success && options == 1)
                check((processor_.os_msrs[0x9b] & 4) != 0, "REQ-LIFE-05: SMIs are unblocked by VMXOFF");
            started_ = started_ || expected == Status::Success;
            return expected;
        }
        other_call.reached();
        if (function == 0x10007) return Status::AlreadyStarted;
        return function > 0x10001 && function <= 0x1000d ? Status::FunctionNotSupported : Status::InvalidApi;
    }

    bool can_be_unblocked() { return processor_.os_msrs[0x485] != 0; }

    void use_caches(std::uint64_t bits) { processor_.state.cr0 = (processor_.state.cr0 & ~caches) | bits; }

    // The OS behind its call, with the status and all else as it was.
    void goes_on(Status status) {
        auto expected = os_registers_;
        expected.rax = static_cast<std::uint64_t>(status);
        check(equal(registers_, expected), "REQ-CALL-02: the status in EAX, and no other register");
        check(processor_.enter() == Transition::Entered, "REQ-VMCS-04: the VM entry to the OS");
        check(processor_.state.rip == os_rip_ + 3 && !processor_.state.in_smm, "REQ-VMCS-02: behind the call");
        check(processor_.carry() == (status != Status::Success), "REQ-CALL-02: CF says whether it is an error");
    }

    bool stops(std::uint32_t active) {
        goes_on(Status::Success);
        check(!processor_.vmx.dual_monitor(), "REQ-LIFE-06: the treatment ends");
        check(processor_.shared.active == active - 1, "REQ-LIFE-06: one processor less is monitored");
        stopped.reached();
        return false;
    }

    bool handler_step(Input& input) {
        auto const reason = static_cast<unsigned>(input.below(kReasons));
        fill(registers_, input.number(2));
        auto number = static_cast<std::uint32_t>(input.number(4));
        if (is_msr(reason) && number % 8 == 7) number = known_msrs[number / 8 % known_msrs.size()];
        if (reason == io_instruction && number % 16 != 6)
            number = (number & 0xffff) | std::uint32_t{known_ports[number / 0x10000 % known_ports.size()]} << 16;
        registers_.rax = registers_.rax << 32 | number;
        registers_.rcx = registers_.rcx << 32 | number;
        auto const length = static_cast<std::uint32_t>(1 + input.below(15));
        processor_.debug = {}; // the handler's own
        processor_.cr2 = 0;
        use_caches((registers_.r12 & 1) != 0 ? caches : (registers_.r12 & 2) != 0 ? machine::cr0::cd : 0);
        rip_ = processor_.state.rip;
        processor_.vmx.exit({.reason = static_cast<ExitReason>(reason),
                             .qualification = reason == io_instruction ? number & 0xffff007f : 0,
                             .instruction_length = length});
        processor_.outputs.clear();
        auto const before = registers_;
        auto const active = processor_.shared.active;
        auto const msr = processor_.os_msrs[number];
        processor_.monitor.contexts.exited();
        bool const served = stm::smi::handle_handler_exit(registers_, processor_.monitor, processor_.shared,
                                                          *processor_.policy, reason);
        if (reason == static_cast<unsigned>(ExitReason::Rsm)) {
            check(served, "REQ-VMCS-04: RSM is served");
            return leaves_handler(active);
        }
        if (is_msr(reason)) return stays_after_msr(reason == 32, number, length, before, served, msr);
        if (reason == io_instruction) return stays_after_io(Io(number & 0xffff007f), length, before, served);
        return stays(reason, number, length, before, served);
    }

    // What was claimed is done; the address register is the latch; else there is no device.
    bool stays_after_io(Io const& io, std::uint32_t length, Registers before, bool served) {
        check(served == !(io.valid() && io.meets(first_protected_port, last_protected_port)),
              "REQ-POL-03: what the OS protects is not reached");
        bool const plain = served && io.valid() && !io.string;
        bool const claimed = plain && io.within(first_port, last_port);
        bool const address = plain && io.port == pci_address && io.size == 4;
        auto const value = static_cast<std::uint32_t>(before.rax & io.span());
        std::vector<Output> expected;
        if (claimed && !io.in)
            expected.push_back({static_cast<std::uint16_t>(io.port), static_cast<std::uint8_t>(io.size), value});
        check(processor_.outputs == expected, "REQ-EXC-05: only ports that were claimed are written");
        if (!served) {
            not_served.reached();
            return false;
        }
        check(processor_.enter() == Transition::Entered, "REQ-VMCS-04: the VM entry to the handler");
        check(!processor_.vmx.take_injection() && processor_.state.rip == rip_ + length,
              "REQ-VMCS-02: behind the instruction");
        if (plain && io.in) {
            std::uint64_t const found = claimed ? port_value : address ? latch_ : 0xffffffff;
            before.rax = io.size == 4 ? found : (before.rax & ~io.span()) | (found & io.span());
        }
        check(equal(registers_, before), "REQ-EXC-05: what was claimed is read, and nothing else");
        if (address && !io.in) latch_ = value & 0x80fffffc;
        (address ? address_port : claimed ? claimed_port : unclaimed_port).reached();
        return true;
    }

    // SDM vol. 2: EDX:EAX, of which the handler has what was claimed.
    bool stays_after_msr(bool write, std::uint32_t index, std::uint32_t length, Registers before, bool served,
                         std::uint64_t value) {
        bool const kept = write && is_monitors_msr(index);
        check(served == (kept || index != protected_msr), "REQ-POL-03: what the OS protects is not reached");
        auto const mask = kept                 ? 0
                          : index == whole_msr ? ~std::uint64_t{0}
                          : index == part_msr  ? (write ? part_written : part_read)
                                               : 0;
        auto const low = std::uint64_t{0xffffffff};
        auto const operand = (before.rdx & low) << 32 | (before.rax & low);
        auto const expected = write && served ? (value & ~mask) | (operand & mask) : value;
        check(processor_.os_msrs[index] == expected, "REQ-POL-17: the bits that were claimed are written");
        if (!served) {
            not_served.reached();
            return false;
        }
        check(processor_.enter() == Transition::Entered, "REQ-VMCS-04: the VM entry to the handler");
        check(!processor_.vmx.take_injection() && processor_.state.rip == rip_ + length,
              "REQ-VMCS-02: behind the instruction");
        if (!write) before.rax = value & mask & low;
        if (!write) before.rdx = (value & mask) >> 32;
        check(equal(registers_, before), "REQ-POL-17: the bits that were claimed are read, and others are 0");
        (mask != 0 ? claimed_msr : unclaimed_msr).reached();
        return true;
    }

    bool leaves_handler(std::uint32_t active) {
        in_handler_ = false;
        if (processor_.monitor.purpose == Purpose::Teardown) {
            torn_down.reached();
            return stops(active);
        }
        check(equal(registers_, os_registers_), "REQ-VMCS-02: the OS has its registers again");
        check(equal(processor_.debug, os_debug_) && processor_.cr2 == os_cr2_, "REQ-VMCS-02: and what no VMCS holds");
        check((processor_.state.cr0 & caches) == os_caches_, "REQ-VMCS-02: the OS caches as before");
        check(processor_.enter() == Transition::Entered, "REQ-VMCS-04: the VM entry to the OS");
        check(processor_.state.rip == os_rip_ && !processor_.state.in_smm, "REQ-VMCS-02: the OS goes on where it was");
        if (pending_) trap_kept.reached();
        check(processor_.vmx.take_pending_mtf() == pending_, "REQ-DOM-07: a pending monitor trap is still pending");
        resumed.reached();
        return true;
    }

    // The handler goes on, if the exit is one that is served.
    bool stays(unsigned reason, std::uint32_t number, std::uint32_t length, Registers const& before, bool served) {
        bool const call = reason == 18;
        bool const known = is_carried_out(reason) || is_invalid_opcode(reason) || is_protected(reason) || call;
        check(served == known, "REQ-VMCS-04: what is served");
        if (!served) {
            not_served.reached();
            return false;
        }
        check(processor_.enter() == Transition::Entered, "REQ-VMCS-04: the VM entry to the handler");
        check(processor_.state.in_smm, "REQ-VMCS-01: the handler goes on");
        bool const protection = is_protected(reason);
        auto const injected = processor_.vmx.take_injection();
        if (is_invalid_opcode(reason) || protection) {
            faults(protection, injected);
        } else {
            check(!injected && processor_.state.rip == rip_ + length, "REQ-VMCS-02: behind the instruction");
            carried_out.reached();
        }
        if (call) answered(number, before);
        if (!call && reason != 10) check(equal(registers_, before), "REQ-EXC-05: no register changes");
        return true;
    }

    void faults(bool protection, std::optional<machine::Event> const& injected) {
        machine::Event expected{.type = stm::abi::InterruptionType::HardwareException,
                                .vector = static_cast<std::uint8_t>(protection ? 13 : 6)};
        if (protection) expected.error_code = 0;
        check(injected == expected && processor_.state.rip == rip_,
              "REQ-ROB-01: the fault that the handler can handle");
        faulted.reached();
    }

    void answered(std::uint32_t function, Registers before) {
        bool const known = function >= 1 && function <= 4;
        before.rax = static_cast<std::uint64_t>(known ? Status::FunctionNotSupported : Status::InvalidApi);
        check(equal(registers_, before) && processor_.carry(), "REQ-CALL-03: who may call what");
        called.reached();
    }

    bool handle_os() {
        auto const reason = static_cast<std::uint32_t>(processor_.get(Field::ExitReason));
        processor_.monitor.contexts.exited();
        return stm::smi::handle_os_exit(registers_, processor_.monitor, processor_.start, processor_.shared, reason);
    }

    Processor processor_;
    Registers registers_ = {};
    Registers os_registers_ = {};
    stm::arch::DebugRegisters os_debug_ = {};
    std::uint64_t os_cr2_ = 0;
    std::uint64_t os_caches_ = 0;
    std::uint64_t os_rip_ = 0;
    std::uint64_t rip_ = 0;
    std::uint32_t latch_ = 0; // the PCI address that the handler has written
    bool in_handler_ = false;
    bool pending_ = false; // a monitor trap
    bool guest_ = false;   // the OS's
    bool started_ = false;
};

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace redoubt::fuzz;
    Input input(data, size);
    Trial trial(input);
    constexpr unsigned most_steps = 40;
    for (unsigned n = 0; n < most_steps && !input.empty() && trial.step(input); ++n) {
    }
    return 0;
}
