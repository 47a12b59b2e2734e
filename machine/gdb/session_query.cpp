// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/packet.hpp"
#include "machine/gdb/registers.hpp"
#include "machine/gdb/session.hpp"

namespace redoubt::machine::gdb {

Session::Answer Session::supported(std::string_view packet) {
    if (packet.starts_with(':')) packet.remove_prefix(1);
    while (!packet.empty()) {
        auto const feature = take_until(packet, ';');
        knows_software_ |= feature == "swbreak+";
        knows_hardware_ |= feature == "hwbreak+";
    }
    return "PacketSize=" + hex(kLongestPacket) +
           ";qXfer:features:read+;swbreak+;hwbreak+;vContSupported+;QStartNoAckMode+";
}

// target.xml:OFFSET,LENGTH. The answer begins with "l" when it is the last part.
Session::Answer Session::read_features(std::string_view packet) {
    if (take_until(packet, ':') != "target.xml") return "E00"; // there is no such annex
    auto const offset = number_from_hex(take_until(packet, ','));
    auto const length = number_from_hex(packet);
    auto const description = target_description();
    if (!offset || !length || *offset > description.size()) return std::string(kError);
    auto const part = description.substr(*offset, *length);
    return (*offset + part.size() == description.size() ? 'l' : 'm') + part;
}

Session::Answer Session::first_threads(std::string_view) {
    std::string text;
    for (unsigned thread = 0; thread < target_.threads(); ++thread)
        text += (text.empty() ? "m" : ",") + hex(thread + 1);
    return text;
}

Session::Answer Session::more_threads(std::string_view) {
    return "l";
}

Session::Answer Session::thread_description(std::string_view packet) {
    auto const thread = thread_of(packet);
    if (!thread || !*thread) return std::string(kError);
    return hex_of_text(target_.description(**thread));
}

Session::Answer Session::current_thread(std::string_view) {
    return "QC" + hex(current_ + 1);
}

Session::Answer Session::attached(std::string_view) {
    return "1"; // the debugger did not start it: it detaches when it quits
}

} // namespace redoubt::machine::gdb
