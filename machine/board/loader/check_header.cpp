// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/checks.hpp"

#include "machine/board/loader/descriptor.hpp"
#include "spec/abi/msr_bits.h"

#include <algorithm>
#include <fmt/format.h>

namespace redoubt::machine {
namespace {

using stm::abi::MsegHeader;
using stm::abi::SoftwareStmHeader;

// What the processor looks at when a VMCALL activates the monitor (SDM vol. 3C 34.15.6.2)
void check_hardware_part(LoadRequest const& request, MsegHeader const& header, LoaderFindings& findings) {
    auto const revision = static_cast<uint32_t>(request.vmx_misc >> stm::abi::vmx_misc::kMsegRevisionShift);
    if (header.revision != revision)
        violate(findings, LoaderRule::HeaderRevision,
                fmt::format("the header's revision is {:#x}, IA32_VMX_MISC has {:#x}", header.revision, revision));
    if ((header.monitor_features & ~MsegHeader::kIa32e) != 0)
        violate(findings, LoaderRule::MonitorFeatures,
                fmt::format("reserved bits in the monitor's features, {:#x}", header.monitor_features));
    if ((header.monitor_features & MsegHeader::kIa32e) == 0)
        violate(findings, LoaderRule::MonitorMode,
                "a monitor outside IA-32e mode: an operating system in that mode cannot activate it");
}

void check_software_part(LoadRequest const& request, SoftwareStmHeader const& header, LoaderFindings& findings) {
    if (header.stm_spec_ver_major != SoftwareStmHeader::kSpecVersionMajor)
        violate(findings, LoaderRule::SpecVersion,
                fmt::format("version {}.{} of the interface", header.stm_spec_ver_major, header.stm_spec_ver_minor));
    if ((header.stm_features & SoftwareStmHeader::kReserved) != 0)
        violate(findings, LoaderRule::SoftwareFeatures,
                fmt::format("reserved bits in StmFeatures, {:#x}", header.stm_features));
    if ((header.stm_features & SoftwareStmHeader::kEptSupported) == 0)
        violate(findings, LoaderRule::EptSupported, "no EPT: nothing keeps the SMI handler from memory");
    if (request.style == Style::Edk2 && (header.stm_features & SoftwareStmHeader::kIntel64ModeSupported) == 0)
        violate(findings, LoaderRule::HandlerMode, "the SMI handler is entered in 64-bit mode, which is not supported");
}

} // namespace

void check_header(LoadRequest const& request, StmImage const& image, LoaderFindings& findings) {
    check_hardware_part(request, image.hardware, findings);
    check_software_part(request, image.software, findings);
    auto const required = required_rev_id(request.style);
    if (std::ranges::find(image.rev_ids, required) == image.rev_ids.end())
        violate(findings, LoaderRule::RevisionIds,
                fmt::format("RequiredStmSmmRevId is {:#x}, not one of the image's {}", required, image.rev_ids.size()));
}

} // namespace redoubt::machine
