// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Numbers and bytes as the protocol writes them.
namespace redoubt::machine::gdb {

using Bytes = std::vector<std::byte>;

[[nodiscard]] std::string hex(uint64_t number); // the digits that it needs
[[nodiscard]] std::string hex(std::span<std::byte const> bytes);
[[nodiscard]] std::string hex_of_text(std::string_view text);

// Nothing: something else stands there, or the number does not fit.
[[nodiscard]] std::optional<uint64_t> number_from_hex(std::string_view text);
[[nodiscard]] std::optional<Bytes> bytes_from_hex(std::string_view text);

// What stands before the first separator; `text` keeps what stands behind it. Without one: all of it, and nothing is left.
[[nodiscard]] std::string_view take_until(std::string_view& text, char separator);

} // namespace redoubt::machine::gdb
