// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace redoubt::hostile {

// Whether the interface, or its extension by PEs, has a status of this number.
[[nodiscard]] bool is_status(uint32_t number);

} // namespace redoubt::hostile
