// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/loader/request.hpp"
#include "machine/board/loader/rules.hpp"
#include "machine/memory/physical_memory.hpp"

#include <cstdint>
#include <vector>

// The BIOS's part before the operating system runs: it puts an STM image into MSEG and tells it of the platform, as
// EDK2 and coreboot do. It keeps to all rules of both, and to those that they forget.
namespace redoubt::machine {

struct LoadedProcessor {
    uint64_t descriptor;      // address of its processor SMM descriptor
    uint64_t smm_monitor_ctl; // what the BIOS, in SMM, writes to IA32_SMM_MONITOR_CTL
};

struct LoadResult {
    LoaderFindings findings;
    std::vector<LoadedProcessor> processors; // none when refused

    [[nodiscard]] bool loaded() const { return !refused(findings); }
};

// MSEG, the descriptors and the resource list are written; nothing is when a rule refuses the image.
[[nodiscard]] LoadResult load_stm(PhysicalMemory& memory, LoadRequest const& request);

} // namespace redoubt::machine
