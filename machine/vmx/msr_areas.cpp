// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/msr_area.hpp"
#include "machine/vmx/vmx.hpp"

// Lists of MSRs that transitions store and load: index, reserved half, value (SDM vol. 3C 24.7.2, 24.8.2).
namespace redoubt::machine {
namespace {

constexpr uint64_t entry_size = 16;

} // namespace

uint64_t Vmx::load_msrs(Field address, Field count, bool entry) {
    auto const area = current_->get(address);
    for (uint64_t i = 0; i < current_->get(count); ++i) {
        auto const at = area + i * entry_size;
        auto const index = around_.memory.named_word(at, 8, current_origin(around_.state));
        auto const refused =
            entry ? entry_load_refused(index, around_.state.in_smm) : exit_load_refused(index, around_.state.in_smm);
        if (refused || !around_.msrs.write_msr(static_cast<uint32_t>(index),
                                               around_.memory.named_word(at + 8, 8, current_origin(around_.state))))
            return i + 1;
    }
    return 0;
}

void Vmx::store_msrs() {
    auto const area = current_->get(Field::ExitMsrStoreAddress);
    for (uint64_t i = 0; i < current_->get(Field::ExitMsrStoreCount); ++i) {
        auto const at = area + i * entry_size;
        auto const index = around_.memory.named_word(at, 8, current_origin(around_.state));
        auto const value = exit_store_refused(index, around_.state.in_smm)
                               ? std::nullopt
                               : around_.msrs.read_msr(static_cast<uint32_t>(index));
        if (!value) abort(1, "SDM vol. 3C 27.4: saving guest MSRs");
        around_.memory.set_named_word(at + 8, 8, *value, current_origin(around_.state));
    }
}

} // namespace redoubt::machine
