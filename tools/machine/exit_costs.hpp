// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

// What the monitor needs for each way into it: its own instructions on the emulated machine, the same in every run.
namespace redoubt::trial {

struct ExitCost {
    std::string name;
    uint64_t instructions;
};

// Throws std::runtime_error when the image is refused, or a call or an order of the handler's does not come to its end.
[[nodiscard]] std::vector<ExitCost> exit_costs(std::span<std::byte const> image);

} // namespace redoubt::trial
