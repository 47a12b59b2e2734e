// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/handler_attacks.hpp"

#include "machine/hostile/addresses.hpp"
#include "machine/hostile/call_choice.hpp"
#include "machine/hostile/msr_choice.hpp"
#include "machine/hostile/places.hpp"
#include "machine/hostile/port_choice.hpp"
#include "spec/abi/api.h"

#include <fmt/format.h>

namespace redoubt::hostile {
namespace {

using machine::CodeMode;
using machine::PlatformLayout;
using enum Register;

constexpr std::array<std::string_view, kHandlerAttacks> names{
    "memory",         "port",           "string port",    "PCI ports",
    "RDMSR",          "WRMSR",          "CPUID",          "control register",
    "debug register", "extended state", "call",           "VMX instruction",
    "cache",          "odd return",     "NMIs unblocked", "HLT",
    "loop",           "triple fault"};

// Left alone: no VM exit or entry brings them back, and the monitor does not either, which is known.
constexpr uint64_t caches = machine::cr0::cd | machine::cr0::nw;

class Writer {
public:
    Writer(HandlerProgram& program, PlatformLayout const& layout, Random& random)
        : program_(program), code_(program.code), layout_(layout), random_(random) {}

    void add(HandlerAttack attack) {
        switch (attack) {
        case HandlerAttack::Memory: return memory();
        case HandlerAttack::Port: return port();
        case HandlerAttack::StringPort: return string_port();
        case HandlerAttack::PciPorts: return pci_ports();
        case HandlerAttack::ReadMsr: return read_msr();
        case HandlerAttack::WriteMsr: return write_msr();
        case HandlerAttack::Cpuid: return cpuid();
        case HandlerAttack::ControlRegister: return control_register();
        case HandlerAttack::DebugRegister: return debug_register();
        case HandlerAttack::ExtendedState: return extended_state();
        case HandlerAttack::Call: return call();
        case HandlerAttack::VmxInstruction: return vmx_instruction();
        case HandlerAttack::Cache: return cache();
        case HandlerAttack::OddReturn: return odd_return();
        case HandlerAttack::UnblockNmis: return unblock_nmis();
        case HandlerAttack::Halt: return halt();
        case HandlerAttack::Loop: return loop();
        case HandlerAttack::TripleFault: return triple_fault();
        }
    }

private:
    void tell(std::string text) { program_.text += (program_.text.empty() ? "" : "; ") + std::move(text); }
    [[nodiscard]] unsigned size() { return 1u << random_.below(4); }

    // What is outside the BIOS's part of SMRAM may be nobody's to reach; and what is inside may be what others stand on.
    void memory() {
        auto const address = any_address(layout_, random_);
        auto const width = size();
        auto const kind = random_.below(5);
        constexpr std::array<std::string_view, 5> verbs{"reads", "reads", "writes", "fills from", "executes"};
        tell(fmt::format("{} {:#x} ({})", verbs.at(kind), address.value, name_of(address.target)));
        program_.may_stop = true;
        program_.may_hang = program_.may_hang || kind >= 2; // by what it writes or executes
        program_.resets = program_.resets || kind == 4;
        if (address.target == Target::LocalApic) program_.changes.insert("CR8");
        code_.set(Di, address.value).set(Ax, random_.next());
        if (kind <= 1) code_.load(width);
        if (kind == 2) code_.store(width);
        if (kind == 3) code_.fill(static_cast<uint32_t>(1 + random_.below(2 * kPage)));
        if (kind == 4) code_.jump_to_di();
    }

    void port() {
        auto const access = any_port(layout_, random_);
        auto const value = random_.number();
        tell(
            fmt::format("{} {} bytes at port {:#x}, {:#x}", access.in ? "IN" : "OUT", access.size, access.port, value));
        program_.may_stop = true;
        program_.resets = program_.resets || may_reset(access, layout_);
        code_.set(Dx, access.port).set(Ax, static_cast<uint32_t>(value));
        access.in ? code_.in(access.size) : code_.out(access.size);
    }

    void string_port() {
        auto const access = any_port(layout_, random_);
        auto const address = any_address(layout_, random_);
        bool const repeated = random_.chance(60);
        tell(fmt::format("{}{} {} bytes at port {:#x}, memory {:#x}", repeated ? "REP " : "",
                         access.in ? "INS" : "OUTS", access.size, access.port, address.value));
        program_.may_stop = true;
        program_.may_hang = program_.may_hang || access.in;
        program_.resets = program_.resets || may_reset(access, layout_);
        code_.set(Dx, access.port).set(Di, address.value).set(Si, address.value).set(Cx, random_.below(32));
        code_.string_io(access.in, access.size == 8 ? 4 : access.size, repeated);
    }

    void pci_ports() {
        auto const address = 0x80000000 | static_cast<uint32_t>(random_.below(0x1000000));
        bool const in = random_.chance(50);
        tell(fmt::format("PCI configuration {:#x} {}", address, in ? "read" : "written"));
        program_.may_stop = true;
        code_.set(Dx, layout_.pci_address).set(Ax, address).out(4);
        code_.set(Dx, layout_.pci_data + random_.below(4)).set(Ax, static_cast<uint32_t>(random_.number()));
        auto const width = 1u << random_.below(3);
        in ? code_.in(width) : code_.out(width);
    }

    void read_msr() {
        auto const index = any_msr(random_);
        tell(fmt::format("RDMSR {:#x}", index));
        program_.may_stop = true;
        code_.read_msr(index);
    }

    // Bits that are there make the write go through; so a value is often near to the one that stands there.
    void write_msr() {
        auto const index = any_msr(random_);
        program_.may_stop = true;
        if (random_.chance(40)) {
            auto const flipped = uint64_t{1} << random_.below(64);
            tell(fmt::format("WRMSR {:#x}, bits {:#x} flipped", index, flipped));
            code_.read_msr(index);
            code_.raw({0x35}).dword(static_cast<uint32_t>(flipped)); // XOR EAX
            code_.raw({0x81, 0xf2}).dword(static_cast<uint32_t>(flipped >> 32));
            code_.raw({0x0f, 0x30});
            return;
        }
        auto const value = random_.number();
        tell(fmt::format("WRMSR {:#x}, {:#x}", index, value));
        code_.write_msr(index, value);
    }

    void cpuid() {
        auto const leaf = random_.chance(80) ? random_.below(0x20) | random_.below(2) << 31 : random_.next();
        tell(fmt::format("CPUID {:#x}", static_cast<uint32_t>(leaf)));
        code_.set(Ax, static_cast<uint32_t>(leaf)).set(Cx, random_.below(4)).cpuid();
    }

    void control_register() {
        constexpr std::array<unsigned, 5> registers{0, 2, 3, 4, 8};
        auto number = random_.of(registers);
        if (number == 8 && code_.mode() != CodeMode::Bits64) number = 4;
        auto flipped = uint64_t{1} << random_.below(32);
        if (number == 0 && random_.chance(20)) flipped = random_.chance(50) ? machine::cr0::cd : caches;
        tell(fmt::format("CR{}, bits {:#x} flipped", number, flipped));
        program_.may_stop = true; // it may fault where nothing handles that any more
        program_.may_hang = true;
        if (number == 8) program_.changes.insert("CR8");
        code_.move_from_control(number).raw({0x35}).dword(static_cast<uint32_t>(flipped)).move_to_control(number);
    }

    void debug_register() {
        auto const number = static_cast<unsigned>(random_.below(8));
        auto const value = static_cast<uint32_t>(random_.number());
        tell(fmt::format("DR{} {:#x}", number, value));
        code_.set(Ax, value).move_to_debug(number);
    }

    void extended_state() {
        tell("XMM registers and XSETBV");
        program_.changes.insert({"XMM0, lower half", "XMM0, upper half"});
        code_.set(Ax, random_.next()).raw({0x66, 0x0f, 0x6e, 0xc0}); // MOVD XMM0
        code_.set(Cx, 0).set(Ax, random_.below(8)).set(Dx, 0).raw({0x0f, 0x01, 0xd1});
    }

    void call() {
        auto const call = any_call(random_.chance(70) ? Side::Handler : Side::Os, layout_, random_);
        bool const returns = call.function == static_cast<uint32_t>(stm::abi::Function::ReturnFromProtectionException);
        tell(text_of(call));
        program_.may_stop = program_.may_stop || returns; // the call is there to reset the machine, too
        write_call(code_, call);
    }

    void vmx_instruction() {
        tell("a VMX instruction");
        code_.set(Di, handler::kParameters.of(0)).set(Ax, random_.next()).set(Cx, random_.below(0x7000));
        write_vmx_instruction(code_, random_);
    }

    void cache() {
        bool const written = random_.chance(50);
        tell(written ? "WBINVD" : "INVD");
        written ? code_.raw({0x0f, 0x09}) : code_.raw({0x0f, 0x08});
    }

    // In the shadow of MOV SS or STI, with a trap pending, or with flags that are not its own.
    void odd_return() {
        tell("RSM in an odd state");
        switch (random_.below(4)) {
        case 0: code_.raw({0x8c, 0xd0, 0x8e, 0xd0}); break;          // MOV AX, SS; MOV SS, AX
        case 1: code_.raw({0xfb}); break;                            // STI
        case 2: code_.raw({0x68}).dword(0x146d7).raw({0x9d}); break; // PUSH; POPF: with TF
        default: code_.raw({0xcc}); break;                           // INT3: in the exception's handler
        }
        code_.resume();
    }

    // IRET ends the blocking of NMIs (SDM vol. 3C 34.8).
    void unblock_nmis() {
        tell("IRET");
        code_.interrupt_return();
        code_.spin(static_cast<uint32_t>(1 + random_.below(200)));
    }

    void halt() {
        tell("HLT");
        program_.may_hang = true;
        code_.halt();
    }

    void loop() {
        tell("a loop without end");
        program_.may_hang = true;
        code_.loop_for_ever();
    }

    // Its IDT has nothing in it.
    void triple_fault() {
        tell("a triple fault");
        program_.may_stop = true;
        code_.set(Di, os::kStub + 0x100).at_di({0x0f, 0x01}, 3).raw({0x0f, 0x0b}); // LIDT of zeros; UD2
    }

    HandlerProgram& program_;
    Code& code_;
    PlatformLayout const& layout_;
    Random& random_;
};

bool ends_much(HandlerAttack attack) {
    return attack == HandlerAttack::Memory || attack == HandlerAttack::Halt || attack == HandlerAttack::Loop ||
           attack == HandlerAttack::TripleFault;
}

} // namespace

std::string_view name_of(HandlerAttack attack) {
    return names.at(static_cast<std::size_t>(attack));
}

std::vector<HandlerAttack> any_handler_attacks(Random& random) {
    std::vector<HandlerAttack> attacks;
    for (auto count = random.chance(70) ? 1 : random.below(5); count != 0; --count) {
        auto attack = static_cast<HandlerAttack>(random.below(kHandlerAttacks));
        if (ends_much(attack) && random.chance(60)) attack = static_cast<HandlerAttack>(random.below(kHandlerAttacks));
        if (attack >= HandlerAttack::Halt && random.chance(80)) continue;
        attacks.push_back(attack);
    }
    return attacks;
}

HandlerProgram handler_program(CodeMode mode, std::vector<HandlerAttack> const& attacks, PlatformLayout const& layout,
                               Random& random) {
    HandlerProgram program{.code = Code(mode), .text = ""};
    bool const handles_exceptions = attacks.empty() || random.chance(92);
    if (handles_exceptions)
        program.code.set(Di, handler::kIdtrs + (mode == CodeMode::Bits64 ? 0 : 16)).at_di({0x0f, 0x01}, 3); // LIDT
    else
        program.may_stop = true;
    Writer writer(program, layout, random);
    for (auto const attack : attacks)
        writer.add(attack);
    program.code.resume();
    return program;
}

} // namespace redoubt::hostile
