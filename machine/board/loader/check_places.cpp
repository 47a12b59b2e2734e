// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/checks.hpp"

#include "machine/board/ram_access.hpp"
#include "spec/abi/msr_bits.h"
#include "spec/abi/psd.h"

#include <fmt/format.h>

namespace redoubt::machine {
namespace {

namespace smbase = stm::abi::smbase;

constexpr uint64_t four_gib = uint64_t{1} << 32;

std::string shown(Range range) {
    return fmt::format("[{:#x}, {:#x})", range.base, range.base + range.size);
}

// What belongs to a processor in SMRAM: from the SMI's entry to the end of the save state, and the part of it that the
// loader and the monitor share.
Range processor_part(SmiHandler const& handler) {
    return {handler.smbase + smbase::kSmiEntry, smbase::kSaveState + smbase::kSaveStateSize - smbase::kSmiEntry};
}

Range descriptor_and_state(SmiHandler const& handler) {
    return {handler.smbase + smbase::kPsd, smbase::kSaveState + smbase::kSaveStateSize - smbase::kPsd};
}

void check_mseg(LoadRequest const& request, LoaderFindings& findings) {
    auto const& mseg = request.mseg;
    // What IA32_SMM_MONITOR_CTL can hold; 0 is what EDK2 takes for none.
    if ((mseg.base & ~stm::abi::smm_monitor_ctl::kMsegBase) != 0 || mseg.base == 0 || mseg.size > four_gib - mseg.base)
        violate(findings, LoaderRule::MsegAddress, fmt::format("MSEG at {}", shown(mseg)));
    if (!within(mseg, request.tseg))
        violate(findings, LoaderRule::MsegInTseg, fmt::format("MSEG {}, TSEG {}", shown(mseg), shown(request.tseg)));
    if (request.smrr != request.tseg)
        violate(findings, LoaderRule::SmrrIsTseg,
                fmt::format("SMRR {}, TSEG {}", shown(request.smrr), shown(request.tseg)));
}

void check_processor(LoadRequest const& request, SmiHandler const& handler, PhysicalMemory& memory,
                     LoaderFindings& findings) {
    auto const shared = descriptor_and_state(handler);
    if (!all_ram(memory, shared))
        violate(findings, LoaderRule::Ram, fmt::format("no RAM for the descriptor, {}", shown(shared)));
    if (overlap(processor_part(handler), request.mseg))
        violate(findings, LoaderRule::MsegApart,
                fmt::format("SMBASE {:#x} puts a processor's part into MSEG {}", handler.smbase, shown(request.mseg)));
    if (!within(shared, request.tseg))
        violate(findings, LoaderRule::DescriptorsInTseg,
                fmt::format("descriptor and save state at {}, TSEG {}", shown(shared), shown(request.tseg)));
    if (Range const gdt{handler.gdt_base, handler.gdt_size}; gdt.size == 0 || !within(gdt, request.tseg))
        violate(findings, LoaderRule::HandlerGdtInTseg,
                fmt::format("the handler's GDT at {}, TSEG {}", shown(gdt), shown(request.tseg)));
}

void check_list(LoadRequest const& request, PhysicalMemory& memory, LoaderFindings& findings) {
    Range const list{request.resource_list, request.resources.size()};
    if (!all_ram(memory, list))
        violate(findings, LoaderRule::Ram, fmt::format("no RAM for the resource list, {}", shown(list)));
    if (overlap(list, request.mseg))
        violate(findings, LoaderRule::MsegApart,
                fmt::format("the resource list {} reaches into MSEG {}", shown(list), shown(request.mseg)));
    if (!within(list, request.tseg))
        violate(findings, LoaderRule::ListInTseg,
                fmt::format("the resource list {}, TSEG {}", shown(list), shown(request.tseg)));
}

} // namespace

void check_places(LoadRequest const& request, PhysicalMemory& memory, LoaderFindings& findings) {
    if ((request.vmx_basic & stm::abi::vmx_basic::kDualMonitor) == 0)
        violate(findings, LoaderRule::DualMonitor, "the processor has no dual-monitor treatment of SMIs");
    check_mseg(request, findings);
    if (!all_ram(memory, request.mseg))
        violate(findings, LoaderRule::Ram, fmt::format("no RAM for MSEG, {}", shown(request.mseg)));
    for (auto const& handler : request.processors)
        check_processor(request, handler, memory, findings);
    check_list(request, memory, findings);
}

} // namespace redoubt::machine
