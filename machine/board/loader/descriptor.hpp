// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/loader/request.hpp"
#include "spec/abi/psd.h"

namespace redoubt::machine {

// The processor SMM descriptor that the style's firmware leaves for the monitor. `number`: the processor's, from 0 on.
[[nodiscard]] stm::abi::Psd make_descriptor(LoadRequest const& request, unsigned number);

// The save-state format that those descriptors ask for.
[[nodiscard]] uint32_t required_rev_id(Style style);

} // namespace redoubt::machine
