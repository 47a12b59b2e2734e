// SPDX-License-Identifier: Apache-2.0
#include "machine/board/stm_loader.hpp"

#include "machine/board/loader/checks.hpp"
#include "machine/board/loader/descriptor.hpp"
#include "machine/board/loader/page_tables.hpp"
#include "machine/board/ram_access.hpp"
#include "spec/abi/msr_bits.h"

#include <fmt/format.h>

namespace redoubt::machine {
namespace {

void check_image(LoadRequest const& request, StmImage const& image, LoaderFindings& findings) {
    check_header(request, image, findings);
    if (image.bytes.size() > request.mseg.size) // where its parts would be does not matter then
        return violate(findings, LoaderRule::ImageFitsMseg,
                       fmt::format("the image has {:#x} bytes, MSEG {:#x}", image.bytes.size(), request.mseg.size));
    check_offsets(request, image, findings);
    check_sizes(request, image, findings);
}

void fill_mseg(PhysicalMemory& memory, LoadRequest const& request, StmImage const& image) {
    clear_ram(memory, request.mseg);
    copy_to_ram(memory, request.mseg.base, image.bytes);
    auto const address = request.mseg.base + image.hardware.cr3_offset;
    auto const tables = make_identity_page_tables(address);
    copy_to_ram(memory, address, std::as_bytes(std::span(tables)));
}

LoadedProcessor prepare_processor(PhysicalMemory& memory, LoadRequest const& request, unsigned number) {
    auto const address = request.processors[number].smbase + stm::abi::smbase::kPsd;
    auto const descriptor = make_descriptor(request, number);
    copy_to_ram(memory, address, std::as_bytes(std::span(&descriptor, 1)).first(stm::abi::Psd::kSize));
    return {address, request.mseg.base | stm::abi::smm_monitor_ctl::kValid};
}

} // namespace

LoadResult load_stm(PhysicalMemory& memory, LoadRequest const& request) {
    LoadResult result;
    check_places(request, memory, result.findings);
    check_resources(request, result.findings);
    auto const image = StmImage::parse(request.image);
    if (image)
        check_image(request, *image, result.findings);
    else
        violate(result.findings, LoaderRule::HeaderComplete,
                fmt::format("the image has {:#x} bytes, and no header in them", request.image.size()));
    if (!result.loaded()) return result;

    fill_mseg(memory, request, *image);
    copy_to_ram(memory, request.resource_list, request.resources);
    for (unsigned number = 0; number < request.processors.size(); ++number)
        result.processors.push_back(prepare_processor(memory, request, number));
    return result;
}

} // namespace redoubt::machine
