// SPDX-License-Identifier: Apache-2.0
#include "test/machine/guests/bench.hpp"

#include <stdexcept>
#include <utility>

namespace redoubt::machine::guest::test {
namespace {

using stm::abi::VmcsField;

constexpr uint64_t status_flags =
    rflags::carry | rflags::parity | rflags::adjust | rflags::zero | rflags::sign | rflags::overflow;

} // namespace

unsigned number_of(ZydisRegister general) {
    return static_cast<unsigned>(ZydisRegisterGetId(general));
}

Cpu::Cpu(World& world) : cpu(world.memory, world.code), world_(world) {
    namespace access_rights = stm::abi::access_rights;
    cpu.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    cpu.set_segment(SegmentIndex::Cs, {.selector = 8,
                                       .rights = 0xb | access_rights::kCodeOrData | access_rights::kPresent |
                                                 access_rights::kLong | access_rights::kGranularity,
                                       .limit = 0xffffffff,
                                       .base = 0});
    cpu.flags.load(rflags::fixed);
}

Cpu::Instruction Cpu::decode() {
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    Instruction instruction;
    auto const* const bytes = &world_.memory.at<std::byte>(cpu.rip);
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes, ZYDIS_MAX_INSTRUCTION_LENGTH, &instruction.about,
                                             instruction.operands.data())))
        throw std::logic_error("no instruction at RIP");
    return instruction;
}

uint64_t Cpu::address(ZydisDecodedOperandMem const& memory) const {
    auto sum = memory.disp.has_displacement ? static_cast<uint64_t>(memory.disp.value) : 0;
    if (memory.base == ZYDIS_REGISTER_RIP)
        sum += cpu.rip; // the next instruction's by now
    else if (memory.base != ZYDIS_REGISTER_NONE)
        sum += cpu.general(number_of(memory.base));
    if (memory.index != ZYDIS_REGISTER_NONE) sum += cpu.general(number_of(memory.index)) * memory.scale;
    return sum;
}

ZydisMnemonic Cpu::run() {
    for (unsigned i = 0; i < 100'000; ++i) {
        if (cpu.run(10'000'000) == Stop::Budget) throw std::logic_error("it runs without end");
        auto const instruction = decode();
        if (!execute(instruction)) return instruction.about.mnemonic;
    }
    throw std::logic_error("it does not come to an end");
}

void Cpu::run_some(uint64_t instructions) {
    auto const end = cpu.retired() + instructions;
    while (cpu.retired() < end)
        if (cpu.run(end - cpu.retired()) == Stop::Sensitive && !execute(decode())) return;
}

ZydisMnemonic Cpu::deliver(unsigned vector, std::optional<uint64_t> error_code) {
    auto& memory = world_.memory;
    auto const before = cpu.get<uint64_t>(at::rsp);
    auto rsp = before & ~uint64_t{15};
    for (auto const value : {uint64_t{0x20}, before, cpu.flags.image(), uint64_t{0x38}, cpu.rip})
        memory.at<uint64_t>(rsp -= 8) = value;
    if (error_code) memory.at<uint64_t>(rsp -= 8) = *error_code;
    cpu.set<uint64_t>(at::rsp, rsp);
    auto const gate = idt + vector * 16;
    cpu.rip = memory.at<uint16_t>(gate) | uint64_t{memory.at<uint16_t>(gate + 6)} << 16;
    return run();
}

bool Cpu::execute(Instruction const& instruction) {
    auto const next = cpu.rip + instruction.about.length;
    auto const at_instruction = std::exchange(cpu.rip, next);
    sensitive.push_back(instruction.about.mnemonic);
    auto const ecx = cpu.get<uint32_t>(at::rcx);
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_LIDT: idt = world_.memory.at<uint64_t>(address(instruction.operands[0].mem) + 2); return true;
    case ZYDIS_MNEMONIC_PAUSE:
    case ZYDIS_MNEMONIC_CLI:
    case ZYDIS_MNEMONIC_STI:
    case ZYDIS_MNEMONIC_LGDT:
    case ZYDIS_MNEMONIC_LLDT:
    case ZYDIS_MNEMONIC_WBINVD:
    case ZYDIS_MNEMONIC_INVD: return true;
    case ZYDIS_MNEMONIC_SGDT:
    case ZYDIS_MNEMONIC_SIDT: {
        auto const place = address(instruction.operands[0].mem);
        world_.memory.at<uint16_t>(place) = 0x3ff;
        world_.memory.at<uint64_t>(place + 2) = idt;
        return true;
    }
    case ZYDIS_MNEMONIC_LTR:
        system[ZYDIS_REGISTER_TR] = cpu.general(number_of(instruction.operands[0].reg.value)) & 0xffff;
        return true;
    case ZYDIS_MNEMONIC_STR:
        cpu.set_general(number_of(instruction.operands[0].reg.value), system[ZYDIS_REGISTER_TR]);
        return true;
    case ZYDIS_MNEMONIC_SLDT: cpu.set_general(number_of(instruction.operands[0].reg.value), 0); return true;
    case ZYDIS_MNEMONIC_MOV: move(instruction); return true;
    case ZYDIS_MNEMONIC_RDMSR:
        cpu.set<uint32_t>(at::rax, static_cast<uint32_t>(msrs[ecx]));
        cpu.set<uint32_t>(at::rdx, static_cast<uint32_t>(msrs[ecx] >> 32));
        return true;
    case ZYDIS_MNEMONIC_WRMSR:
        msrs[ecx] = cpu.get<uint32_t>(at::rax) | uint64_t{cpu.get<uint32_t>(at::rdx)} << 32;
        return true;
    case ZYDIS_MNEMONIC_RET: { // far
        auto const rsp = cpu.get<uint64_t>(at::rsp);
        cpu.rip = world_.memory.at<uint64_t>(rsp);
        cpu.set<uint64_t>(at::rsp, rsp + 16);
        return true;
    }
    case ZYDIS_MNEMONIC_IN:
    case ZYDIS_MNEMONIC_OUT:
    case ZYDIS_MNEMONIC_INSB:
    case ZYDIS_MNEMONIC_OUTSB: access_port(instruction); return true;
    case ZYDIS_MNEMONIC_VMCALL:
        if (in_guest) {
            cpu.rip = at_instruction;
            exit_guest();
        } else if (on_vmcall) {
            on_vmcall();
        }
        return true;
    default: break;
    }
    if (instruction.about.meta.category == ZYDIS_CATEGORY_VTX) {
        vmx(instruction);
        return true;
    }
    cpu.rip = at_instruction;
    return false;
}

void Cpu::move(Instruction const& instruction) {
    auto const to = instruction.operands[0].reg.value;
    auto const from = instruction.operands[1].reg.value;
    if (auto const kind = ZydisRegisterGetClass(to); kind == ZYDIS_REGCLASS_GPR64 || kind == ZYDIS_REGCLASS_GPR32)
        cpu.set_general(number_of(to), system[from]);
    else
        system[to] = cpu.general(number_of(from));
}

void Cpu::access_port(Instruction const& instruction) {
    auto const mnemonic = instruction.about.mnemonic;
    bool const string = mnemonic == ZYDIS_MNEMONIC_INSB || mnemonic == ZYDIS_MNEMONIC_OUTSB;
    bool const in = mnemonic == ZYDIS_MNEMONIC_INSB || mnemonic == ZYDIS_MNEMONIC_IN;
    auto const& port = instruction.operands[in ? 1 : 0];
    bool const immediate = !string && port.type == ZYDIS_OPERAND_TYPE_IMMEDIATE;
    auto const size = string ? 1u : instruction.operands[in ? 0 : 1].size / 8u;
    auto const pointer = in ? at::rdi : at::rsi;
    for (auto count = string ? cpu.get<uint64_t>(at::rcx) : 1; count != 0; --count) {
        PortAccess access{.in = in,
                          .port = immediate ? static_cast<uint16_t>(port.imm.value.u) : cpu.get<uint16_t>(at::rdx),
                          .size = size,
                          .value = 0};
        auto const eax = cpu.get<uint32_t>(at::rax);
        if (!in) access.value = string ? world_.memory.at<uint8_t>(cpu.get<uint64_t>(pointer)) : eax;
        if (!in && size < 4) access.value &= (1u << 8 * size) - 1;
        ports.push_back(access);
        auto const value = on_port ? on_port(access) : 0;
        if (string) {
            if (in) world_.memory.at<uint8_t>(cpu.get<uint64_t>(pointer)) = static_cast<uint8_t>(value);
            cpu.set<uint64_t>(pointer, cpu.get<uint64_t>(pointer) + 1);
            cpu.set<uint64_t>(at::rcx, count - 1);
        } else if (in) {
            auto const mask = size < 4 ? (1u << 8 * size) - 1 : ~0u;
            cpu.set<uint32_t>(at::rax, (eax & ~mask) | (value & mask));
        }
    }
}

void Cpu::vmx(Instruction const& instruction) {
    auto const mnemonic = instruction.about.mnemonic;
    auto const& operands = instruction.operands;
    cpu.flags.load(cpu.flags.image() & ~status_flags);
    if (auto const flags = failing.find(mnemonic); flags != failing.end())
        return cpu.flags.load(cpu.flags.image() | flags->second);
    switch (mnemonic) {
    case ZYDIS_MNEMONIC_VMREAD:
        cpu.set_general(number_of(operands[0].reg.value), fields[cpu.general(number_of(operands[1].reg.value))]);
        break;
    case ZYDIS_MNEMONIC_VMWRITE:
        fields[cpu.general(number_of(operands[0].reg.value))] = cpu.general(number_of(operands[1].reg.value));
        break;
    case ZYDIS_MNEMONIC_VMLAUNCH:
    case ZYDIS_MNEMONIC_VMRESUME: enter_guest(); break;
    default: break;
    }
}

void Cpu::enter_guest() {
    in_guest = true;
    cpu.rip = field(VmcsField::GuestRip);
    cpu.set<uint64_t>(at::rsp, field(VmcsField::GuestRsp));
}

void Cpu::exit_guest() {
    in_guest = false;
    field(VmcsField::GuestRip) = cpu.rip;
    field(VmcsField::GuestRsp) = cpu.get<uint64_t>(at::rsp);
    field(VmcsField::ExitReason) = guest_exit_reason;
    field(VmcsField::ExitInstructionLength) = 3;
    cpu.rip = field(VmcsField::HostRip);
    cpu.set<uint64_t>(at::rsp, field(VmcsField::HostRsp));
    cpu.flags.load(rflags::fixed);
}

} // namespace redoubt::machine::guest::test
