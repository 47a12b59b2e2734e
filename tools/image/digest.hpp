// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// In hexadecimal.
namespace redoubt::image {

[[nodiscard]] std::string sha256(std::string_view bytes);
[[nodiscard]] std::string sha384(std::string_view bytes);

} // namespace redoubt::image
