// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/os_attacks.hpp"

#include "machine/hostile/addresses.hpp"
#include "machine/hostile/call_choice.hpp"
#include "machine/hostile/msr_choice.hpp"
#include "machine/hostile/port_choice.hpp"

#include <fmt/format.h>

namespace redoubt::hostile {
namespace {

using machine::PlatformLayout;
using enum Register;

OsProgram program_in(Mode mode) {
    return {.code = Code(code_mode(mode)), .text = std::string(name_of(mode)) + ": ", .mode = mode};
}

// VMX operation needs paging (SDM vol. 3C 23.8).
Mode mode_for(bool vmx, Random& random) {
    return vmx ? random.of(kPagedModes) : random.of(kAllModes);
}

std::vector<std::byte> bytes_of(PageBytes const& page) {
    return {page.begin(), page.end()};
}

void add_memory(OsProgram& program, PlatformLayout const& layout, Random& random) {
    auto const address = any_address(layout, random);
    auto const kind = random.below(4);
    auto const size = 1u << random.below(4);
    constexpr std::array<std::string_view, 4> verbs{"reads", "writes", "fills from", "executes"};
    program.text += fmt::format("{} {:#x} ({})", verbs.at(kind), address.value, name_of(address.target));
    program.resets = kind != 0; // by its own tables, or code that is none
    program.code.set(Di, address.value).set(Ax, random.next());
    switch (kind) {
    case 0: program.code.load(size); return;
    case 1: program.code.store(size); return;
    case 2: program.code.fill(static_cast<uint32_t>(1 + random.below(2 * kPage))); return;
    default: program.code.jump_to_di();
    }
}

void add_port(OsProgram& program, PlatformLayout const& layout, Random& random) {
    auto const access = any_port(layout, random);
    auto const value = static_cast<uint32_t>(random.number());
    program.text +=
        fmt::format("{} {} bytes at port {:#x}, {:#x}", access.in ? "IN" : "OUT", access.size, access.port, value);
    program.resets = may_reset(access, layout);
    program.code.set(Dx, access.port).set(Ax, value);
    access.in ? program.code.in(access.size) : program.code.out(access.size);
}

void add_string_port(OsProgram& program, PlatformLayout const& layout, Random& random) {
    auto const access = any_port(layout, random);
    auto const port = random.chance(60) ? layout.apm_command : access.port;
    program.text += fmt::format("{} {} bytes at port {:#x}", access.in ? "REP INS" : "REP OUTS", access.size, port);
    program.resets = may_reset({port, access.size, access.in}, layout);
    auto const buffer = os::kParameters.of(0);
    program.code.set(Dx, port).set(Di, buffer).set(Si, buffer).set(Cx, 1 + random.below(6));
    program.code.string_io(access.in, access.size, true);
}

void add_msr(OsProgram& program, Random& random) {
    auto const index = any_msr(random);
    if (random.chance(40)) {
        program.text += fmt::format("RDMSR {:#x}", index);
        program.code.read_msr(index);
        return;
    }
    auto const value = random.number();
    program.text += fmt::format("WRMSR {:#x}, {:#x}", index, value);
    program.code.write_msr(index, value);
}

void add_register(OsProgram& program, Random& random) {
    constexpr std::array<unsigned, 4> registers{0, 2, 3, 4};
    auto const number = random.of(registers);
    auto const flipped = 1u << random.below(32);
    program.text += fmt::format("CR{}, bits {:#x} flipped", number, flipped);
    program.resets = true; // by its own tables
    program.code.move_from_control(number);
    if (code_mode(program.mode) == machine::CodeMode::Bits16) program.code.raw({0x66});
    program.code.raw({0x35}).dword(flipped).move_to_control(number);
}

void add_oddity(OsProgram& program, Random& random) {
    switch (random.below(7)) {
    case 0:
        program.text += "CPUID";
        program.code.cpuid();
        return;
    case 1:
        program.text += "INVD";
        program.code.raw({0x0f, 0x08});
        return;
    case 2:
        program.text += "WBINVD";
        program.code.raw({0x0f, 0x09});
        return;
    case 3:
        program.text += "UD2";
        program.code.raw({0x0f, 0x0b});
        return;
    case 4:
        program.text += "INT3";
        program.code.raw({0xcc});
        return;
    case 5:
        program.text += "RSM";
        program.code.resume();
        return;
    default:
        program.text += "MOV SS";
        program.code.raw({0x8c, 0xd0, 0x8e, 0xd0});
        return;
    }
}

void add_access(OsProgram& program, PlatformLayout const& layout, Random& random) {
    switch (random.below(8)) {
    case 0:
    case 1:
    case 2: return add_memory(program, layout, random);
    case 3: return add_port(program, layout, random);
    case 4: return add_string_port(program, layout, random);
    case 5: return add_msr(program, random);
    case 6: return add_register(program, random);
    default: return add_oddity(program, random);
    }
}

} // namespace

OsWork call_work(bool monitored, PlatformLayout const& layout, Random& random) {
    auto const call = any_call(Side::Os, layout, random);
    OsWork work{.program = program_in(monitored ? random.of(kPagedModes) : Mode::Long)};
    work.program.privilege = random.chance(5) ? 3 : 0;
    work.program.text += text_of(call);
    if (call.page) {
        auto const parameters = parameters_for(call.function, *call.page, layout, random);
        work.program.text += fmt::format(" with {}", name_of(parameters.content));
        work.prepares.push_back({*call.page, bytes_of(parameters.bytes)});
    }
    work.program.page = call.page;
    write_call(work.program.code, call);
    work.program.code.halt();
    return work;
}

// One loop: XOR of a word at a place that moves on, until the counter has run out.
OsWork racing_work(uint64_t page, Random& random) {
    OsWork work{.program = program_in(Mode::Long)};
    work.program.text += fmt::format("changes the page {:#x}", page);
    auto const stride = static_cast<uint8_t>(8 * random.below(8));
    work.program.code.set(Di, page + 8 * random.below(4)).set(Ax, random.number()).set(Cx, 40 + random.below(200));
    work.program.code.raw({0x48, 0x31, 0x07, 0x48, 0x83, 0xc7, stride}); // XOR [RDI], RAX; ADD RDI, stride
    work.program.code.raw({0xff, 0xc9, 0x75, 0xf5});                     // DEC ECX; JNZ
    work.program.code.halt();
    return work;
}

OsWork smi_work(bool vmx, PlatformLayout const& layout, Random& random) {
    OsWork work{.program = program_in(mode_for(vmx, random))};
    if (random.chance(70)) {
        auto const command = random.below(256);
        work.program.text += fmt::format("OUT to the APM port, {:#x}", command);
        work.program.code.set(Dx, layout.apm_command).set(Ax, command).out(1);
    }
    work.program.text += " computes";
    work.program.code.spin(static_cast<uint32_t>(1 + random.below(300))).halt();
    return work;
}

OsWork access_work(bool vmx, PlatformLayout const& layout, Random& random) {
    OsWork work{.program = program_in(mode_for(vmx, random))};
    work.program.privilege = paged(work.program.mode) && random.chance(10) ? 3 : 0;
    add_access(work.program, layout, random);
    work.program.code.halt();
    return work;
}

OsWork vmx_work(unsigned processor, PlatformLayout const& layout, Random& random) {
    OsWork work{.program = program_in(Mode::Long)};
    auto const operand = os::kStack.of(processor) + 0x100;
    auto pointer = any_address(layout, random);
    if (pointer.target == Target::Vmcs) // not another processor's: two must not use one (SDM vol. 3C 24.11.1)
        pointer.value = random.chance(50) ? os::kVmcs.of(processor) : os::kVmxon.of(processor);
    std::array const words{random.chance(70) ? pointer.value & ~(kPage - 1) : pointer.value, random.number()};
    auto const bytes = std::as_bytes(std::span{words});
    work.prepares.push_back({operand, {bytes.begin(), bytes.end()}});
    work.program.text += fmt::format("a VMX instruction with {:#x} ({})", words[0], name_of(pointer.target));
    work.program.resets = true; // a guest of whatever kind, or an abort of its exit
    auto& code = work.program.code;
    code.set(Di, operand).set(Ax, random.number()).set(Cx, random.chance(50) ? random.below(4) : random.below(0x7000));
    write_vmx_instruction(code, random);
    code.halt();
    return work;
}

OsWork guest_work(PlatformLayout const& layout, Random& random) {
    OsWork work{.program = program_in(random.of(kAllModes))};
    work.program.guest = true;
    work.program.text = "guest in " + work.program.text;
    switch (random.below(4)) {
    case 0: {
        auto const call = any_call(Side::Os, layout, random);
        work.program.text += text_of(call);
        write_call(work.program.code, call);
        break;
    }
    case 1: add_access(work.program, layout, random); break;
    case 2:
        work.program.text += "OUT to the APM port";
        work.program.code.set(Dx, layout.apm_command).set(Ax, random.below(256)).out(1);
        break;
    default: work.program.text += "computes";
    }
    work.program.code.spin(static_cast<uint32_t>(1 + random.below(300))).halt();
    return work;
}

OsWork lifecycle_work(stm::abi::Function function, uint64_t options, Mode mode) {
    OsWork work{.program = program_in(mode)};
    auto const number = static_cast<uint32_t>(function);
    Call const call{.function = number, .rax = number, .rbx = number, .rcx = 0, .rdx = options};
    work.program.text += text_of(call);
    write_call(work.program.code, call);
    work.program.code.halt();
    return work;
}

} // namespace redoubt::hostile
