// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/mseg.h"
#include "tools/image/elf.hpp"
#include "tools/image/finding.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace redoubt::image {

// The header of an image, if there are enough bytes for one.
[[nodiscard]] std::optional<stm::abi::StmHeader> read_header(std::string_view image);

// What the processor and the loaders take from the header, against what was linked (SDM vol. 3C 34.15.5, 34.15.6.5).
void judge_header(stm::abi::StmHeader const& header, std::string_view image, Elf const& elf,
                  std::vector<Finding>& findings);

} // namespace redoubt::image
