// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/image_header.hpp"

#include <cstddef>
#include <span>

namespace redoubt::machine::guest {

// The images as they are to be copied to their bases.
[[nodiscard]] std::span<std::byte const> bios_handler();
[[nodiscard]] std::span<std::byte const> os_image();

// What they begin with.
[[nodiscard]] HandlerHeader handler_header();
[[nodiscard]] OsHeader os_header();

} // namespace redoubt::machine::guest
