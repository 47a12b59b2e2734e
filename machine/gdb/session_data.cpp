// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/packet.hpp"
#include "machine/gdb/registers.hpp"
#include "machine/gdb/session.hpp"

#include <algorithm>

namespace redoubt::machine::gdb {

std::string Session::register_text(unsigned number) {
    auto const size = kRegisters.at(number).size();
    Bytes value(size);
    return target_.read_register(current_, number, value) ? hex(value) : std::string(2 * size, 'x');
}

// A value that is there already needs no writing: a register that cannot be written may be among all.
bool Session::change_register(unsigned number, Bytes const& value) {
    return hex(value) == register_text(number) || target_.write_register(current_, number, value);
}

Session::Answer Session::read_registers(std::string_view) {
    std::string text;
    for (unsigned number = 0; number < kRegisters.size(); ++number)
        text += register_text(number);
    return text;
}

Session::Answer Session::write_registers(std::string_view packet) {
    std::vector<std::optional<Bytes>> values; // nothing: it is not known, and stays
    for (auto const& each : kRegisters) {
        auto const digits = packet.substr(0, 2 * each.size());
        if (digits.size() != 2 * each.size()) return std::string(kError);
        packet.remove_prefix(digits.size());
        auto const is_unknown = std::ranges::all_of(digits, [](char c) { return c == 'x'; });
        values.push_back(bytes_from_hex(digits));
        if (!values.back() && !is_unknown) return std::string(kError);
    }
    if (!packet.empty()) return std::string(kError);
    auto written = true;
    for (unsigned number = 0; number < kRegisters.size(); ++number)
        if (values[number]) written &= change_register(number, *values[number]);
    return written ? "OK" : std::string(kError);
}

Session::Answer Session::read_register(std::string_view packet) {
    auto const number = number_from_hex(packet);
    if (!number || *number >= kRegisters.size()) return std::string(kError);
    return register_text(static_cast<unsigned>(*number));
}

// NUMBER=BYTES
Session::Answer Session::write_register(std::string_view packet) {
    auto const number = number_from_hex(take_until(packet, '='));
    auto const value = bytes_from_hex(packet);
    if (!number || *number >= kRegisters.size() || !value || value->size() != kRegisters.at(*number).size())
        return std::string(kError);
    return target_.write_register(current_, static_cast<unsigned>(*number), *value) ? "OK" : std::string(kError);
}

// ADDRESS,LENGTH
Session::Answer Session::read_memory(std::string_view packet) {
    auto const address = number_from_hex(take_until(packet, ','));
    auto const length = number_from_hex(packet);
    if (!address || !length) return std::string(kError);
    auto const bytes = target_.read_memory(current_, *address, std::min<std::size_t>(*length, kLongestPacket / 2));
    return bytes.empty() && *length != 0 ? std::string(kError) : hex(bytes);
}

// ADDRESS,LENGTH:BYTES
Session::Answer Session::write_memory(std::string_view packet) {
    auto const place = take_until(packet, ':');
    return store(place, bytes_from_hex(packet));
}

// The same, with the bytes as they are
Session::Answer Session::write_memory_binary(std::string_view packet) {
    auto const place = take_until(packet, ':');
    auto const bytes = std::as_bytes(std::span(packet));
    return store(place, Bytes(bytes.begin(), bytes.end()));
}

Session::Answer Session::store(std::string_view place, std::optional<Bytes> const& bytes) {
    auto const address = number_from_hex(take_until(place, ','));
    auto const length = number_from_hex(place);
    if (!address || !length || !bytes || bytes->size() != *length) return std::string(kError);
    if (bytes->empty()) return "OK"; // the debugger tries whether the packet is known
    return target_.write_memory(current_, *address, *bytes) ? "OK" : std::string(kError);
}

} // namespace redoubt::machine::gdb
