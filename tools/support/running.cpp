// SPDX-License-Identifier: Apache-2.0
#include "tools/support/running.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <mutex>

namespace redoubt::support {
namespace {

// Process ids, negative for a whole group, 0 for a free place. More programs at a time than places are merely not ended.
std::array<std::atomic<pid_t>, 256> running{};

// Only async-signal-safe calls.
void end_all(int signal) {
    for (auto const& place : running) {
        auto const target = place.load();
        if (target < 0) ::kill(target, SIGKILL);
        if (target > 0) ::kill(target, SIGTERM);
    }
    ::raise(signal); // the handler is gone (SA_RESETHAND), so this ends the process as the signal should
}

void install() {
    for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction old{};
        ::sigaction(signal, nullptr, &old);
        if (old.sa_handler != SIG_DFL) continue; // ignored, as under nohup, or somebody else's
        struct sigaction action{};
        action.sa_handler = end_all;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        ::sigaction(signal, &action, nullptr);
    }
}

} // namespace

Running::Running(pid_t child, bool own_group) : slot_(-1) {
    static std::once_flag installed;
    std::call_once(installed, install);
    for (std::size_t i = 0; i < running.size(); ++i) {
        pid_t free = 0;
        if (running.at(i).compare_exchange_strong(free, own_group ? -child : child)) {
            slot_ = static_cast<int>(i);
            return;
        }
    }
}

Running::~Running() {
    if (slot_ >= 0) running.at(static_cast<std::size_t>(slot_)) = 0;
}

} // namespace redoubt::support
