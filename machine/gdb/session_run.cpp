// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/registers.hpp"
#include "machine/gdb/session.hpp"

#include <cstring>

namespace redoubt::machine::gdb {
namespace {

constexpr uint64_t instructions_between_looks = 4096; // at what the debugger wants

} // namespace

Session::Answer Session::step(std::string_view packet) {
    return move_from(packet, {Motion::Step, moving_.value_or(current_)});
}

Session::Answer Session::go_on(std::string_view packet) {
    return move_from(packet, {Motion::Continue, moving_});
}

Session::Answer Session::motions(std::string_view) {
    return "vCont;c;C;s;S";
}

// From an address, when one is given.
Session::Answer Session::move_from(std::string_view address, Action action) {
    if (!address.empty()) {
        auto const rip = number_from_hex(address);
        if (!rip) return std::string(kError);
        auto const bytes = std::as_bytes(std::span(&*rip, 1));
        if (!target_.write_register(action.thread.value_or(current_), kRip, bytes)) return std::string(kError);
    }
    return resume({action});
}

// ACTION[:THREAD][;ACTION[:THREAD]]...; C and S have a signal with them, which a processor has no use for.
Session::Answer Session::move(std::string_view packet) {
    std::vector<Action> actions;
    do {
        auto thread = take_until(packet, ';');
        auto const motion = take_until(thread, ':');
        auto const chosen = thread.empty() ? ThreadChoice{} : thread_of(thread);
        if (!chosen || motion.empty()) return std::string(kError);
        auto const with_signal = motion.front() == 'C' || motion.front() == 'S';
        if (with_signal ? !number_from_hex(motion.substr(1)) : motion.size() != 1) return std::string(kError);
        switch (motion.front()) {
        case 'c':
        case 'C': actions.push_back({Motion::Continue, *chosen}); break;
        case 's':
        case 'S': actions.push_back({Motion::Step, *chosen}); break;
        default: return std::string(kError);
        }
    } while (!packet.empty());
    return resume(actions);
}

// The first action that is for a thread is what it does; without one it stands still.
std::optional<Session::Motion> Session::motion_of(unsigned thread, std::vector<Action> const& actions) const {
    for (auto const& action : actions)
        if (action.thread.value_or(thread) == thread) return action.motion;
    return std::nullopt;
}

// A step ends everything at once, so that the other threads need not move.
Session::Answer Session::resume(std::vector<Action> const& actions) {
    std::vector<unsigned> stepping;
    std::vector<unsigned> running;
    for (unsigned i = 0; i < target_.threads(); ++i) {
        auto const thread = (current_ + i) % target_.threads();
        if (auto const motion = motion_of(thread, actions))
            (*motion == Motion::Step ? stepping : running).push_back(thread);
    }
    if (stepping.empty() && running.empty()) return std::string(kError);

    last_reason_.clear();
    auto const stopped = stepping.empty() ? run(running) : target_.step(stepping.front());
    current_ = stopped.thread;
    last_signal_ = stopped.signal;
    return last_stop({});
}

Stopped Session::run(std::vector<unsigned> const& threads) {
    interrupted_ = false;
    auto stopped = threads.size() == target_.threads()
                       ? target_.run([this](unsigned, uint64_t rip) { return stops_before(rip); })
                       : run_some(threads);
    if (interrupted_) stopped.signal = Signal::Interrupt;
    return stopped;
}

// In turns, an instruction each.
Stopped Session::run_some(std::vector<unsigned> const& threads) {
    for (;;)
        for (auto const thread : threads) {
            auto const rip = rip_of(thread);
            if (!rip || stops_before(*rip)) return {thread, Signal::Trap};
            if (auto const stopped = target_.step(thread); stopped.signal != Signal::Trap) return stopped;
        }
}

bool Session::stops_before(uint64_t rip) {
    if (software_.contains(rip)) {
        if (knows_software_) last_reason_ = "swbreak:;";
        return true;
    }
    if (hardware_.contains(rip)) {
        if (knows_hardware_) last_reason_ = "hwbreak:;";
        return true;
    }
    interrupted_ = ++asked_ % instructions_between_looks == 0 && wants_stop_();
    return interrupted_;
}

std::optional<uint64_t> Session::rip_of(unsigned thread) {
    uint64_t rip = 0;
    if (!target_.read_register(thread, kRip, std::as_writable_bytes(std::span(&rip, 1)))) return std::nullopt;
    return rip;
}

// ADDRESS,KIND; the kind is the size of an instruction that nobody writes here.
Session::Answer Session::change(std::set<uint64_t>& breakpoints, std::string_view packet, bool insert) {
    auto const address = number_from_hex(take_until(packet, ','));
    auto const kind = number_from_hex(packet);
    if (!address || !kind) return std::string(kError);
    if (insert)
        breakpoints.insert(*address);
    else
        breakpoints.erase(*address);
    return "OK";
}

} // namespace redoubt::machine::gdb
