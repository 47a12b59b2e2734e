// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/floating_area.hpp"
#include "machine/cpu/vector.hpp"

// FXSAVE, FXRSTOR, and registers that control x87 and SSE.
namespace redoubt::machine {
namespace {

constexpr unsigned area_size = 512;

void check_mxcsr(Interpreter& cpu, Operation const* op, uint32_t value) {
    if ((value & ~mxcsr::defined) != 0) cpu.raise(op, {Vector::GeneralProtection, 0});
}

template <bool wide>
FloatingArea checked_area(Interpreter& cpu, Operation const* op) {
    if ((cpu.cr0 & cr0::em) != 0) cpu.raise(op, {Vector::InvalidOpcode});
    if ((cpu.cr0 & cr0::ts) != 0) cpu.raise(op, {Vector::DeviceNotAvailable});
    auto const area = floating_area(cpu, op, wide);
    check_alignment<Alignment::Whole>(cpu, op, area.linear);
    return area;
}

// The last bytes are the software's, and not written.
template <bool wide>
void save(Interpreter& cpu, Operation const* op) {
    auto const area = checked_area<wide>(cpu, op);
    cpu.check_writable(op, area.linear, area_size);
    store_x87(cpu, op, area);
    store_mxcsr(cpu, op, area);
    store_xmm(cpu, op, area);
    REDOUBT_NEXT(cpu, op);
}

template <bool wide>
void restore(Interpreter& cpu, Operation const* op) {
    auto const area = checked_area<wide>(cpu, op);
    Floating const loaded = load_area(cpu, op, area);
    auto const control = loaded.get<uint32_t>(Floating::mxcsr_at);
    check_mxcsr(cpu, op, control);
    restore_x87(cpu, loaded);
    restore_mxcsr(cpu, control);
    restore_xmm(cpu, loaded, area);
    REDOUBT_NEXT(cpu, op);
}

void load_mxcsr(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    auto const value = cpu.load<uint32_t>(op, cpu.linear(op));
    check_mxcsr(cpu, op, value);
    restore_mxcsr(cpu, value);
    REDOUBT_NEXT(cpu, op);
}

void save_mxcsr(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    cpu.store(op, cpu.linear(op), cpu.floating.get<uint32_t>(Floating::mxcsr_at));
    REDOUBT_NEXT(cpu, op);
}

void initialize(Interpreter& cpu, Operation const* op) {
    if ((cpu.cr0 & (cr0::em | cr0::ts)) != 0) cpu.raise(op, {Vector::DeviceNotAvailable});
    initialize_control(cpu);
    REDOUBT_NEXT(cpu, op);
}

// No x87 instruction is modelled that could leave an exception pending (SDM vol. 2, WAIT/FWAIT).
void wait(Interpreter& cpu, Operation const* op) {
    constexpr auto monitored = cr0::mp | cr0::ts;
    if ((cpu.cr0 & monitored) == monitored) cpu.raise(op, {Vector::DeviceNotAvailable});
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute floating_state_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_FXSAVE: return save<false>;
    case ZYDIS_MNEMONIC_FXSAVE64: return save<true>;
    case ZYDIS_MNEMONIC_FXRSTOR: return restore<false>;
    case ZYDIS_MNEMONIC_FXRSTOR64: return restore<true>;
    case ZYDIS_MNEMONIC_LDMXCSR: return load_mxcsr;
    case ZYDIS_MNEMONIC_STMXCSR: return save_mxcsr;
    case ZYDIS_MNEMONIC_FNINIT: return initialize;
    case ZYDIS_MNEMONIC_FWAIT: return wait;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
