// SPDX-License-Identifier: Apache-2.0
#include "test/boot/bare_machine.hpp"

#include <Zydis/Zydis.h>
#include <cstring>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <stdexcept>

namespace redoubt::test {
namespace {

using machine::Access;
using machine::Fault;
using machine::Interpreter;
using machine::Vector;

constexpr std::uint64_t page_size = machine::kPageSize;
constexpr std::uint64_t address_bits = 0x000ffffffffff000;
constexpr unsigned rax = 0, rcx = 1, rdx = 2, rbx = 3, rsp = 4;
constexpr std::uint64_t call_stack = BareMachine::size - 0x100;
constexpr std::uint64_t call_back = BareMachine::size - 0x10; // nothing is there: a call ends before it is executed

std::uint64_t from_operand(ZydisDecodedOperand const& operand, Interpreter const& cpu) {
    if (operand.type == ZYDIS_OPERAND_TYPE_IMMEDIATE) return operand.imm.value.u;
    return cpu.general(static_cast<unsigned>(ZydisRegisterGetId(operand.reg.value)));
}

std::uint64_t effective_address(ZydisDecodedOperand const& operand, Interpreter const& cpu) {
    return cpu.general(static_cast<unsigned>(ZydisRegisterGetId(operand.mem.base))) +
           static_cast<std::uint64_t>(operand.mem.disp.value);
}

bool is_debug(ZydisDecodedOperand const& operand) {
    return operand.type == ZYDIS_OPERAND_TYPE_REGISTER &&
           ZydisRegisterGetClass(operand.reg.value) == ZYDIS_REGCLASS_DEBUG;
}

bool is_control(ZydisDecodedOperand const& operand) {
    return operand.type == ZYDIS_OPERAND_TYPE_REGISTER &&
           ZydisRegisterGetClass(operand.reg.value) == ZYDIS_REGCLASS_CONTROL;
}

std::uint64_t& control(Interpreter& cpu, ZydisRegister name) {
    switch (name) {
    case ZYDIS_REGISTER_CR0: return cpu.cr0;
    case ZYDIS_REGISTER_CR2: return cpu.cr2;
    case ZYDIS_REGISTER_CR3: return cpu.cr3;
    case ZYDIS_REGISTER_CR4: return cpu.cr4;
    case ZYDIS_REGISTER_CR8: return cpu.cr8;
    default: throw std::runtime_error("a control register that the monitor has no use for");
    }
}

} // namespace

BareMachine::BareMachine(Linked const& image, std::uint64_t base) : image_(image), base_(base), memory_(size) {
    for (auto const& section : image.elf().sections)
        std::memcpy(memory_.data() + section.address, section.bytes.data(), section.bytes.size());
    // What the loader does not clear is not clear.
    for (auto at = image.raw_size(); at < size; ++at)
        memory_[at] = std::byte{0xa5};
    activate({});
}

void BareMachine::activate(std::array<std::uint64_t, 16> const& registers) {
    using namespace stm::abi::access_rights;
    processor_ = std::make_unique<Interpreter>(*this, code_);
    own_tables_ = false;
    auto& cpu = *processor_;
    for (unsigned i = 0; i < 16; ++i)
        cpu.set_general(i, registers[i]);
    cpu.set_general(rsp, base_ + read(base_ + 0x18, 4));
    cpu.rip = base_ + read(base_ + 0x14, 4);
    cpu.cr0 = 0x80000033;
    cpu.cr3 = base_ + read(base_ + 0x1c, 4);
    cpu.cr4 = 0x26a0 | machine::cr4::pcide; // the caller's, but for MCE and PGE
    msrs[0xc0000080] = 0xd01 & ~0x800u;     // SCE, LME, LMA
    cpu.msrs.efer = msrs[0xc0000080];
    cpu.set_segment(machine::SegmentIndex::Cs, {.selector = 8, .rights = 0xa09b, .limit = 0xffffffff});
    cpu.set_segment(machine::SegmentIndex::Ss, {.selector = 16, .rights = 0xc093, .limit = 0xffffffff});
    cpu.idtr = {.base = 0, .limit = 0};
}

std::uint64_t BareMachine::read(std::uint64_t address, unsigned bytes) const {
    std::uint64_t value = 0;
    if (address - base_ > size - bytes) throw std::runtime_error(fmt::format("no memory at {:#x}", address));
    std::memcpy(&value, memory_.data() + (address - base_), bytes);
    return value;
}

void BareMachine::write(std::uint64_t address, std::uint64_t value, unsigned bytes) {
    if (address - base_ > size - bytes) throw std::runtime_error(fmt::format("no memory at {:#x}", address));
    std::memcpy(memory_.data() + (address - base_), &value, bytes);
}

std::uint64_t BareMachine::leaf(std::uint64_t linear) const {
    auto table = processor_->cr3 & address_bits;
    std::uint64_t entry = 0;
    for (unsigned shift = 39;; shift -= 9) {
        entry = read(table + 8 * (linear >> shift & 0x1ff));
        if ((entry & 1) == 0) return 0;
        if (shift == 12) return entry;
        if ((entry & 0x80000000000000f8) != 0 || (entry & 2) == 0) // a large page, or a table that takes rights away
            throw std::runtime_error(fmt::format("an entry of a kind that is not used: {:#x}", entry));
        table = entry & address_bits;
    }
}

machine::Page BareMachine::page(std::uint64_t linear, Access access) {
    auto physical = linear & ~(page_size - 1);
    if (own_tables_) {
        auto const entry = leaf(linear);
        bool const allowed = entry != 0 && (access != Access::Write || (entry & 2) != 0) &&
                             (access != Access::Execute || entry >> 63 == 0);
        if (!allowed)
            throw Fault{Vector::PageFault,
                        (entry != 0 ? 1u : 0u) | (access == Access::Write     ? 2u
                                                  : access == Access::Execute ? 16u
                                                                              : 0u),
                        linear};
        physical = entry & address_bits;
    }
    if (physical - base_ >= size) throw Fault{Vector::PageFault, 0, linear};
    return {memory_.data() + (physical - base_), physical};
}

bool BareMachine::step() {
    try {
        return processor_->run(1) != machine::Stop::Sensitive || sensitive();
    } catch (Fault const& what) {
        fault = what;
        return false;
    }
}

bool BareMachine::run(std::uint64_t stop) {
    for (unsigned n = 0; n < 100'000'000; ++n) {
        if (processor_->rip == stop) return true;
        try {
            if (processor_->run(1) == machine::Stop::Sensitive && !sensitive()) return true;
        } catch (Fault const& what) {
            fault = what;
            return false;
        }
    }
    throw std::runtime_error("the image does not stop");
}

bool BareMachine::arrive(std::array<std::uint64_t, 16> const& registers) {
    activate(registers);
    return run(address_of(kMonitorMain));
}

// CPUID of a processor with this APIC id: leaves 0, 1 and 0BH (SDM vol. 2A).
void BareMachine::identify() {
    auto const leaf = processor_->general(rax) & 0xffffffff;
    constexpr std::uint64_t with_topology = 0xb;
    processor_->set_general(rax, leaf == 0 ? (topology ? with_topology : 1) : 0);
    processor_->set_general(rbx, leaf == 1               ? std::uint64_t{*apic_id} << 24 & 0xffffffff
                                 : leaf == with_topology ? 1
                                                         : 0);
    processor_->set_general(rcx, 0);
    processor_->set_general(rdx, leaf == with_topology ? *apic_id : 0);
}

void BareMachine::begin_call(std::string const& symbol, std::vector<std::uint64_t> const& arguments) {
    constexpr std::array<unsigned, 6> order{7, 6, 2, 1, 8, 9}; // RDI, RSI, RDX, RCX, R8, R9
    for (std::size_t i = 0; i < arguments.size(); ++i)
        processor_->set_general(order.at(i), arguments[i]);
    write(base_ + call_stack, base_ + call_back);
    processor_->set_general(rsp, base_ + call_stack);
    processor_->rip = address_of(symbol);
}

bool BareMachine::returned() const {
    return processor_->rip == base_ + call_back && processor_->general(rsp) == base_ + call_stack + 8;
}

bool BareMachine::call(std::string const& symbol, std::vector<std::uint64_t> const& arguments) {
    begin_call(symbol, arguments);
    return run(base_ + call_back) && returned();
}

bool BareMachine::sensitive() {
    auto& cpu = *processor_;
    ZydisDecoder decoder;
    ZydisDecodedInstruction instruction;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    auto const at = cpu.rip - base_;
    if (at >= size ||
        !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, memory_.data() + at, size - at, &instruction, operands.data())))
        throw std::runtime_error(fmt::format("no instruction at {:#x}", cpu.rip));
    cpu.rip += instruction.length;

    auto const name = std::string(ZydisMnemonicGetString(instruction.mnemonic));
    auto const note = [&](auto... values) {
        auto text = name;
        ((text += fmt::format(" {:#x}", values)), ...);
        log.push_back(text);
    };
    auto const operand = [&](unsigned i) { return from_operand(operands.at(i), cpu); };
    auto const in_memory = [&](unsigned i) { return effective_address(operands.at(i), cpu); };
    auto const vmx_result = [&] {
        cpu.flags.load(2);
        cpu.flags.set_carry(vmx_carry);
        cpu.flags.set_zero(vmx_zero);
    };
    auto const low = [&](unsigned number) { return cpu.general(number) & 0xffffffff; };

    switch (instruction.mnemonic) {
    case ZYDIS_MNEMONIC_HLT: note(); return false;
    case ZYDIS_MNEMONIC_PAUSE:
    case ZYDIS_MNEMONIC_CLI: note(); break;
    case ZYDIS_MNEMONIC_WBINVD: note(); break;
    case ZYDIS_MNEMONIC_INVLPG:
        note(in_memory(0));
        cpu.forget_translations();
        break;
    case ZYDIS_MNEMONIC_MOV:
        if (is_debug(operands[0])) {
            note(unsigned(ZydisRegisterGetId(operands[0].reg.value)), operand(1));
        } else if (is_debug(operands[1])) {
            cpu.set_general(static_cast<unsigned>(ZydisRegisterGetId(operands[0].reg.value)),
                            answer + static_cast<unsigned>(ZydisRegisterGetId(operands[1].reg.value)));
        } else if (is_control(operands[0])) {
            note(unsigned(ZydisRegisterGetId(operands[0].reg.value)), operand(1));
            control(cpu, operands[0].reg.value) = operand(1);
            if (operands[0].reg.value == ZYDIS_REGISTER_CR3) {
                own_tables_ = true;
                cpu.forget_translations();
            }
        } else {
            cpu.set_general(static_cast<unsigned>(ZydisRegisterGetId(operands[0].reg.value)),
                            control(cpu, operands[1].reg.value));
        }
        break;
    case ZYDIS_MNEMONIC_RDMSR: {
        auto const value = msrs.at(static_cast<std::uint32_t>(low(rcx)));
        cpu.set_general(rax, value & 0xffffffff);
        cpu.set_general(rdx, value >> 32);
        break;
    }
    case ZYDIS_MNEMONIC_WRMSR:
        msrs[static_cast<std::uint32_t>(low(rcx))] = low(rdx) << 32 | low(rax);
        note(low(rcx), low(rdx) << 32 | low(rax));
        break;
    case ZYDIS_MNEMONIC_CPUID:
        note(low(rax), low(rcx));
        if (apic_id) {
            identify();
            break;
        }
        for (auto const number : {rax, rbx, rcx, rdx})
            cpu.set_general(number, (answer + number) & 0xffffffff);
        break;
    case ZYDIS_MNEMONIC_IN: {
        auto const port = cpu.general(rdx) & 0xffff;
        auto const mask = (std::uint64_t{1} << instruction.operand_width) - 1;
        auto const value = port == 0x3fd ? (serial_ready ? 0x20u : 0u) : answer;
        if (port != 0x3fd) note(std::uint64_t{instruction.operand_width}, port);
        cpu.set_general(rax, (cpu.general(rax) & ~mask) | (value & mask));
        break;
    }
    case ZYDIS_MNEMONIC_OUT: {
        auto const port = cpu.general(rdx) & 0xffff;
        auto const value = cpu.general(rax) & ((std::uint64_t{1} << instruction.operand_width) - 1);
        if (port == 0x3f8)
            serial += static_cast<char>(value);
        else
            note(std::uint64_t{instruction.operand_width}, port, value);
        break;
    }
    case ZYDIS_MNEMONIC_LGDT:
    case ZYDIS_MNEMONIC_LIDT: {
        auto& table = instruction.mnemonic == ZYDIS_MNEMONIC_LGDT ? cpu.gdtr : cpu.idtr;
        table = {.base = read(in_memory(0) + 2), .limit = static_cast<std::uint16_t>(read(in_memory(0), 2))};
        note(table.base, table.limit);
        break;
    }
    case ZYDIS_MNEMONIC_LTR: {
        note(operand(0) & 0xffff);
        auto const at_descriptor = cpu.gdtr.base + (operand(0) & 0xffff);
        auto const descriptor = read(at_descriptor);
        if ((descriptor >> 40 & 0xff) != 0x89) throw std::runtime_error("LTR of no available 64-bit TSS");
        write(at_descriptor, descriptor | std::uint64_t{2} << 40);
        break;
    }
    case ZYDIS_MNEMONIC_VMREAD:
        note(operand(1));
        cpu.set_general(static_cast<unsigned>(ZydisRegisterGetId(operands[0].reg.value)), answer);
        vmx_result();
        break;
    case ZYDIS_MNEMONIC_VMWRITE:
        note(operand(0), operand(1));
        vmx_result();
        break;
    case ZYDIS_MNEMONIC_VMPTRLD:
    case ZYDIS_MNEMONIC_VMCLEAR:
        note(read(in_memory(0)));
        vmx_result();
        break;
    case ZYDIS_MNEMONIC_VMPTRST:
        note();
        write(in_memory(0), answer);
        vmx_result();
        break;
    case ZYDIS_MNEMONIC_INVEPT:
    case ZYDIS_MNEMONIC_INVVPID:
        note(operand(0), read(in_memory(1)), read(in_memory(1) + 8));
        vmx_result();
        break;
    case ZYDIS_MNEMONIC_VMLAUNCH:
    case ZYDIS_MNEMONIC_VMRESUME:
        note();
        vmx_result();
        break;
    default: throw std::runtime_error(fmt::format("{} at {:#x} is not expected here", name, cpu.rip));
    }
    return true;
}

} // namespace redoubt::test
