// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/images.hpp"

#include <cstring>

extern "C" {
extern std::byte const redoubt_bios_handler_begin[];
extern std::byte const redoubt_bios_handler_end[];
extern std::byte const redoubt_os_image_begin[];
extern std::byte const redoubt_os_image_end[];
}

namespace redoubt::machine::guest {
namespace {

template <typename Header>
[[nodiscard]] Header header_of(std::span<std::byte const> image) {
    Header header;
    std::memcpy(&header, image.data(), sizeof header);
    return header;
}

} // namespace

std::span<std::byte const> bios_handler() {
    return {redoubt_bios_handler_begin, redoubt_bios_handler_end};
}

std::span<std::byte const> os_image() {
    return {redoubt_os_image_begin, redoubt_os_image_end};
}

HandlerHeader handler_header() {
    return header_of<HandlerHeader>(bios_handler());
}

OsHeader os_header() {
    return header_of<OsHeader>(os_image());
}

} // namespace redoubt::machine::guest
