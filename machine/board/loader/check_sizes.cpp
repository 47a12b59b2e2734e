// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/checks.hpp"

#include <fmt/format.h>

namespace redoubt::machine {

void check_sizes(LoadRequest const& request, StmImage const& image, LoaderFindings& findings) {
    uint64_t const bytes = image.bytes.size();
    auto const processors = static_cast<uint16_t>(request.processors.size());
    auto const memory = image.memory_size(processors, request.vmx_basic);
    auto const fixed = image.software.static_image_size;
    if (memory > request.mseg.size)
        violate(findings, LoaderRule::MemoryFitsMseg,
                fmt::format("{} processors need {:#x} bytes, MSEG has {:#x}", processors, memory, request.mseg.size));
    if (bytes < fixed)
        violate(findings, LoaderRule::ImageNotCutShort,
                fmt::format("the image has {:#x} bytes of {:#x}; the others are zeros", bytes, fixed));
    if (bytes > fixed)
        violate(findings, LoaderRule::ImageWithinStatic,
                fmt::format("the image has {:#x} bytes, and says {:#x}", bytes, fixed));
}

} // namespace redoubt::machine
