// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/floating_area.hpp"

#include <array>

// XSAVE and its like for x87 and SSE state (SDM vol. 1, 13.7 to 13.10). The processor does not track what is in its initial
// state: all components count as in use, which 13.6 allows.
namespace redoubt::machine {
namespace {

constexpr unsigned alignment = 64;
constexpr unsigned header_at = 512; // SDM vol. 1, 13.4.2
constexpr unsigned area_size = 576;
constexpr uint64_t compacted = uint64_t{1} << 63; // of XCOMP_BV

[[noreturn]] void refuse(Interpreter& cpu, Operation const* op) {
    cpu.raise(op, {Vector::GeneralProtection, 0});
}

template <bool wide>
FloatingArea checked_area(Interpreter& cpu, Operation const* op) {
    if ((cpu.cr4 & cr4::osxsave) == 0) cpu.raise(op, {Vector::InvalidOpcode});
    if ((cpu.cr0 & cr0::ts) != 0) cpu.raise(op, {Vector::DeviceNotAvailable});
    auto const area = floating_area(cpu, op, wide);
    if (area.linear % alignment != 0) refuse(cpu, op);
    return area;
}

// EDX:EAX, as far as enabled.
uint64_t requested(Interpreter& cpu) {
    return cpu.floating.xcr0 & ((uint64_t{cpu.get<uint32_t>(at::rdx)} << 32) | cpu.get<uint32_t>(at::rax));
}

void store_components(Interpreter& cpu, Operation const* op, FloatingArea const& area, uint64_t components) {
    if ((components & xcr0::x87) != 0) store_x87(cpu, op, area);
    if ((components & xcr0::sse) == 0) return;
    store_mxcsr(cpu, op, area);
    store_xmm(cpu, op, area);
}

template <bool wide>
void save(Interpreter& cpu, Operation const* op) {
    auto const area = checked_area<wide>(cpu, op);
    auto const components = requested(cpu);
    auto const header = area.linear + header_at;
    cpu.check_writable(op, area.linear, area_size);
    auto const others = cpu.load<uint64_t>(op, header) & ~components;
    store_components(cpu, op, area, components);
    cpu.store(op, header, others | components);
    REDOUBT_NEXT(cpu, op);
}

// The legacy region is the same in the compacted format.
template <bool wide>
void save_compacted(Interpreter& cpu, Operation const* op) {
    auto const area = checked_area<wide>(cpu, op);
    auto const components = requested(cpu);
    auto const header = area.linear + header_at;
    cpu.check_writable(op, area.linear, area_size);
    store_components(cpu, op, area, components);
    cpu.store(op, header, components);
    cpu.store(op, header + sizeof components, components | compacted);
    REDOUBT_NEXT(cpu, op);
}

struct Header {
    uint64_t saved; // XSTATE_BV
    bool is_compacted;
};

Header checked_header(Interpreter& cpu, Operation const* op, uint64_t linear) {
    std::array<uint64_t, 8> words;
    for (unsigned i = 0; i < words.size(); ++i)
        words[i] = cpu.load<uint64_t>(op, linear + i * sizeof(uint64_t));
    auto const [saved, format] = std::pair(words[0], words[1]);
    bool const is_compacted = (format & compacted) != 0;
    auto const allowed = is_compacted ? format & ~compacted : cpu.floating.xcr0;
    if ((allowed & ~cpu.floating.xcr0) != 0 || (saved & ~allowed) != 0) refuse(cpu, op);
    if (!is_compacted && format != 0) refuse(cpu, op);
    auto const reserved_end = is_compacted ? words.size() : 3;
    for (unsigned i = 2; i < reserved_end; ++i)
        if (words[i] != 0) refuse(cpu, op);
    return {saved, is_compacted};
}

template <bool wide>
void restore(Interpreter& cpu, Operation const* op) {
    auto const area = checked_area<wide>(cpu, op);
    auto const components = requested(cpu);
    auto const header = checked_header(cpu, op, area.linear + header_at);
    Floating const loaded = load_area(cpu, op, area);
    bool const sse = (components & xcr0::sse) != 0;
    // In the standard format MXCSR is not one of the components that may be left out (SDM vol. 1, 13.8.1).
    bool const with_mxcsr = !header.is_compacted || (header.saved & xcr0::sse) != 0;
    auto const control = with_mxcsr ? loaded.get<uint32_t>(Floating::mxcsr_at) : mxcsr::initial;
    if (sse && (control & ~mxcsr::defined) != 0) refuse(cpu, op);
    if ((components & xcr0::x87) != 0) {
        if ((header.saved & xcr0::x87) != 0)
            restore_x87(cpu, loaded);
        else
            reset_x87(cpu);
    }
    if (sse) {
        restore_mxcsr(cpu, control);
        if ((header.saved & xcr0::sse) != 0)
            restore_xmm(cpu, loaded, area);
        else
            reset_xmm(cpu, area);
    }
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute extended_state_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_XSAVE:
    case ZYDIS_MNEMONIC_XSAVEOPT: return save<false>;
    case ZYDIS_MNEMONIC_XSAVE64:
    case ZYDIS_MNEMONIC_XSAVEOPT64: return save<true>;
    case ZYDIS_MNEMONIC_XSAVEC: return save_compacted<false>;
    case ZYDIS_MNEMONIC_XSAVEC64: return save_compacted<true>;
    case ZYDIS_MNEMONIC_XRSTOR: return restore<false>;
    case ZYDIS_MNEMONIC_XRSTOR64: return restore<true>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
