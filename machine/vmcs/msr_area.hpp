// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace redoubt::machine {

// An entry of a VM-exit MSR-store, VM-exit MSR-load or VM-entry MSR-load area (SDM vol. 3C 24.7.2).
struct MsrAreaEntry {
    uint64_t index; // bits 63:32 are reserved
    uint64_t data;
};
static_assert(sizeof(MsrAreaEntry) == 16);

// Why an entry is refused whatever RDMSR or WRMSR say; nothing: it is not. `index` is all of its first 8 bytes.
//
// SDM vol. 3C 26.4; in_smm: the VM entry begins in SMM.
[[nodiscard]] std::optional<std::string_view> entry_load_refused(uint64_t index, bool in_smm);
// SDM vol. 3C 27.4; in_smm: the VM exit ends in SMM.
[[nodiscard]] std::optional<std::string_view> exit_store_refused(uint64_t index, bool in_smm);
// SDM vol. 3C 27.6; in_smm: the VM exit ends in SMM.
[[nodiscard]] std::optional<std::string_view> exit_load_refused(uint64_t index, bool in_smm);

} // namespace redoubt::machine
