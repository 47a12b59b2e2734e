// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/session.hpp"

#include <fmt/core.h>

namespace redoubt::machine::gdb {

// (GDB manual: "Packets", "General Query Packets".)
std::span<Session::Row const> Session::rows() {
    static constexpr std::array table{
        // clang-format off
        Row{"?", Match::Whole, &Session::last_stop},
        Row{"H", Match::Prefix, &Session::set_thread},
        Row{"T", Match::Prefix, &Session::is_thread_alive},
        Row{"D", Match::Prefix, &Session::detach},
        Row{"k", Match::Whole, &Session::kill},
        Row{"QStartNoAckMode", Match::Whole, &Session::stop_acknowledging},

        Row{"qSupported", Match::Prefix, &Session::supported},
        Row{"qXfer:features:read:", Match::Prefix, &Session::read_features},
        Row{"qfThreadInfo", Match::Whole, &Session::first_threads},
        Row{"qsThreadInfo", Match::Whole, &Session::more_threads},
        Row{"qThreadExtraInfo,", Match::Prefix, &Session::thread_description},
        Row{"qC", Match::Whole, &Session::current_thread},
        Row{"qAttached", Match::Prefix, &Session::attached},

        Row{"g", Match::Whole, &Session::read_registers},
        Row{"G", Match::Prefix, &Session::write_registers},
        Row{"p", Match::Prefix, &Session::read_register},
        Row{"P", Match::Prefix, &Session::write_register},
        Row{"m", Match::Prefix, &Session::read_memory},
        Row{"M", Match::Prefix, &Session::write_memory},
        Row{"X", Match::Prefix, &Session::write_memory_binary},

        Row{"s", Match::Prefix, &Session::step},
        Row{"c", Match::Prefix, &Session::go_on},
        Row{"vCont?", Match::Whole, &Session::motions},
        Row{"vCont;", Match::Prefix, &Session::move},
        Row{"Z0,", Match::Prefix, &Session::insert_software},
        Row{"z0,", Match::Prefix, &Session::remove_software},
        Row{"Z1,", Match::Prefix, &Session::insert_hardware},
        Row{"z1,", Match::Prefix, &Session::remove_hardware},
        // clang-format on
    };
    return table;
}

std::optional<std::string> Session::answer(std::string_view packet) {
    for (auto const& row : rows())
        if (row.match == Match::Whole ? packet == row.name : packet.starts_with(row.name))
            return (this->*row.handler)(packet.substr(row.name.size()));
    return "";
}

std::optional<ThreadChoice> Session::thread_of(std::string_view text) const {
    if (text == "0" || text == "-1") return ThreadChoice{};
    auto const number = number_from_hex(text);
    if (!number || *number > target_.threads()) return std::nullopt;
    return ThreadChoice{static_cast<unsigned>(*number - 1)};
}

Session::Answer Session::last_stop(std::string_view) {
    return fmt::format("T{:02x}{}thread:{};", static_cast<unsigned>(last_signal_), last_reason_, hex(current_ + 1));
}

// Of g, G, p, P, m, M and X, or of s and c.
Session::Answer Session::set_thread(std::string_view packet) {
    if (packet.empty()) return std::string(kError);
    auto const thread = thread_of(packet.substr(1));
    if (!thread) return std::string(kError);
    switch (packet.front()) {
    case 'g': current_ = thread->value_or(current_); return "OK";
    case 'c': moving_ = *thread; return "OK";
    default: return std::string(kError);
    }
}

Session::Answer Session::is_thread_alive(std::string_view packet) {
    auto const thread = thread_of(packet);
    return thread && *thread ? "OK" : std::string(kError);
}

Session::Answer Session::detach(std::string_view) {
    ended_ = Outcome::Detached;
    return "OK";
}

Session::Answer Session::kill(std::string_view) {
    ended_ = Outcome::Killed;
    return std::nullopt;
}

Session::Answer Session::stop_acknowledging(std::string_view) {
    acknowledging_ = false;
    return "OK";
}

} // namespace redoubt::machine::gdb
