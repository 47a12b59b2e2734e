// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace redoubt::faults {

// What is wrong with an image, as it shows on the machine: a line; nothing when it serves its SMIs well.
[[nodiscard]] std::optional<std::string> seen_on_machine(std::span<std::byte const> image);

} // namespace redoubt::faults
