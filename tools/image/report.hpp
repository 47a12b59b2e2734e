// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/image/audit.hpp"

#include <string>

namespace redoubt::image {

// The manifest: what the image is made of, and what vouches for each part.
[[nodiscard]] std::string as_json(Audit const& audit);

// For people.
[[nodiscard]] std::string as_text(Audit const& audit);

} // namespace redoubt::image
