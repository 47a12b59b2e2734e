// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/hex.hpp"

#include <charconv>
#include <fmt/core.h>

namespace redoubt::machine::gdb {
namespace {

// Without sign and prefix, which std::from_chars does not take for the unsigned numbers used here.
template <typename T>
std::optional<T> parsed(std::string_view text) {
    T number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

} // namespace

std::string hex(uint64_t number) {
    return fmt::format("{:x}", number);
}

std::string hex(std::span<std::byte const> bytes) {
    std::string text;
    for (auto const byte : bytes)
        text += fmt::format("{:02x}", static_cast<unsigned>(byte));
    return text;
}

std::string hex_of_text(std::string_view text) {
    return hex(std::as_bytes(std::span(text)));
}

std::optional<uint64_t> number_from_hex(std::string_view text) {
    return parsed<uint64_t>(text);
}

std::optional<Bytes> bytes_from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    for (; !text.empty(); text.remove_prefix(2)) {
        auto const byte = parsed<uint8_t>(text.substr(0, 2));
        if (!byte) return std::nullopt;
        bytes.push_back(std::byte{*byte});
    }
    return bytes;
}

std::string_view take_until(std::string_view& text, char separator) {
    auto const at = text.find(separator);
    auto const taken = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return taken;
}

} // namespace redoubt::machine::gdb
