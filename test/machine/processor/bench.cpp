// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include "machine/processor/descriptor.hpp"

#include <array>

namespace redoubt::machine::test {
namespace {

constexpr uint8_t hlt = 0xf4;

// By selector; the descriptor of the task stands in two places, as it is longer in IA-32e mode.
constexpr std::array<uint64_t, 18> descriptors{
    // clang-format off
    0,
    0x00af9b000000ffff, // 64-bit code
    0x00cf93000000ffff, // data
    0x00cf9b000000ffff, // 32-bit code
    0x00cff3000000ffff, // data, level 3
    0x00affb000000ffff, // 64-bit code, level 3
    0x00cffb000000ffff, // 32-bit code, level 3
    0,
    0x00008b0030000067, // the task
    0,
    0x00009b000000ffff, // 16-bit code
    0x00cf13000000ffff, // data, not present
    0x00cf91000000ffff, // data, read-only
    0x00cf9f000000ffff, // 32-bit code, conforming
    0x0040930000000fff, // data of a page
    0x0000ec000008f000, // a call gate to 0F000H
    0,
    0x00af1b000000ffff, // 64-bit code, not present
    // clang-format on
};

Segment segment_of(uint64_t descriptor, uint16_t selector) {
    return Descriptor{.low = descriptor, .high = 0, .linear = 0}.segment(selector);
}

} // namespace

Bench::Bench()
    : pool(memory, Layout{1}, reports), processor(0, {.platform = board,
                                                      .memory = memory,
                                                      .code = code_cache,
                                                      .capabilities = capabilities,
                                                      .pool = pool,
                                                      .reporter = reports}),
      state(processor.state()) {
    memory.add_ram({0, 64 * 1024 * 1024});
    board.now = [&] { return processor.retired(); };
    for (unsigned vector = 0; vector < 256; ++vector)
        put(handlers + 16 * vector, {hlt});
}

void Bench::put(uint64_t at, Code const& bytes) {
    for (auto const byte : bytes)
        memory.set_word(at++, 1, byte);
    code_cache.forget_page((at - 1) & ~(kPageSize - 1));
}

void Bench::load(SegmentIndex index, uint16_t selector) {
    state.set_segment(index, segment_of(descriptors[selector / 8], selector));
}

void Bench::make_tables() {
    for (unsigned i = 0; i < descriptors.size(); ++i)
        memory.set_word(gdt + 8 * i, 8, descriptors[i]);
    state.gdtr = {gdt, descriptors.size() * 8 - 1};
    load(SegmentIndex::Tr, selector::task);
    for (auto const index : {SegmentIndex::Es, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs})
        load(index, selector::data);
    state.set_segment(SegmentIndex::Ldtr, {});
    set_reg(at::rsp, stack);
    state.rip = code;
    state.flags.load(rflags::fixed);
}

void Bench::enter_real_mode() {
    for (auto const index :
         {SegmentIndex::Cs, SegmentIndex::Es, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs}) {
        auto segment = state.segment(index);
        segment.selector = 0;
        segment.base = 0;
        state.set_segment(index, segment);
    }
    state.idtr = {0, 0x3ff};
    for (unsigned vector = 0; vector < 256; ++vector)
        memory.set_word(4 * vector, 4, handlers + 16 * vector);
    set_reg(at::rsp, stack);
    state.rip = code;
}

void Bench::enter_protected_mode() {
    make_tables();
    state.cr0 = cr0::pe | cr0::et | cr0::ne;
    load(SegmentIndex::Cs, selector::code_32);
    memory.set_word(tss + 4, 4, inner_stack);
    memory.set_word(tss + 8, 2, selector::data);
    memory.set_word(tss + 0x66, 2, 0xffff); // no I/O permission bitmap
    state.idtr = {idt, 0x7ff};
    for (unsigned vector = 0; vector < 256; ++vector)
        set_gate_32(static_cast<uint8_t>(vector), handlers + 16 * vector);
}

void Bench::enter_long_mode() {
    make_tables();
    constexpr uint64_t for_all = 7;
    constexpr uint64_t large = 0x80;
    memory.set_word(page_tables, 8, (page_tables + 0x1000) | for_all);
    memory.set_word(page_tables + 0x1000, 8, (page_tables + 0x2000) | for_all);
    memory.set_word(page_tables + 0x2000, 8, 0 | large | for_all);
    memory.set_word(page_tables + 0x2008, 8, 0x200000 | large | for_all);
    state.cr0 = cr0::pe | cr0::et | cr0::ne | cr0::pg;
    state.cr3 = page_tables;
    state.cr4 = cr4::pae;
    state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    load(SegmentIndex::Cs, selector::code_64);
    memory.set_word(tss + 4, 8, inner_stack);
    memory.set_word(tss + 0x24, 8, interrupt_stack);
    memory.set_word(tss + 0x66, 2, 0xffff);
    state.idtr = {idt, 0xfff};
    for (unsigned vector = 0; vector < 256; ++vector)
        set_gate_64(static_cast<uint8_t>(vector), handlers + 16 * vector);
}

void Bench::enter_level_3() {
    bool const wide = state.code_mode() == CodeMode::Bits64;
    load(SegmentIndex::Cs, wide ? selector::user_code_64 : selector::user_code_32);
    for (auto const index : {SegmentIndex::Es, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs})
        load(index, selector::user_data);
    set_reg(at::rsp, user_stack);
}

void Bench::set_gate_64(uint8_t vector, uint64_t handler, uint8_t type, uint8_t interrupt_stack_index) {
    auto const at = idt + 16 * uint64_t{vector};
    memory.set_word(at, 8,
                    (handler & 0xffff) | uint64_t{selector::code_64} << 16 | uint64_t{interrupt_stack_index} << 32 |
                        uint64_t{type} << 40 | (handler >> 16 & 0xffff) << 48);
    memory.set_word(at + 8, 8, handler >> 32);
}

void Bench::set_gate_32(uint8_t vector, uint64_t handler, uint8_t type, uint16_t segment) {
    memory.set_word(idt + 8 * uint64_t{vector}, 8,
                    (handler & 0xffff) | uint64_t{segment} << 16 | uint64_t{type} << 40 | (handler >> 16) << 48);
}

void Bench::begin(Code const& bytes) {
    put(code, bytes);
    state.rip = code;
    state.activity = stm::abi::ActivityState::Active;
}

RunResult Bench::run(Code const& bytes, uint64_t budget) {
    begin(bytes);
    return processor.run(budget);
}

bool Bench::faults(Code const& bytes, Vector vector) {
    begin(bytes);
    (void)processor.run(1);
    return state.rip == handler(vector);
}

void Bench::set_rcx_msr(uint32_t index, uint64_t value) {
    set_reg(at::rcx, index);
    set_reg(at::rax, value & 0xffffffff);
    set_reg(at::rdx, value >> 32);
}

uint64_t Bench::edx_eax() const {
    return (reg(at::rdx) & 0xffffffff) << 32 | (reg(at::rax) & 0xffffffff);
}

} // namespace redoubt::machine::test
