// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/gdb/target.hpp"

#include <set>

namespace redoubt::machine::gdb {

enum class Outcome : uint8_t { Detached, Killed, Lost }; // lost: the connection

// A thread by the number that packets have for it, which is greater by 1; nothing: any of them, or all.
using ThreadChoice = std::optional<unsigned>;

// What a debugger asks, and the answers: packets without their frames. A packet that cannot be understood gets E01, one that
// is not known an empty answer, as the protocol wants it.
class Session {
public:
    // wants_stop: asked now and then while the target runs.
    Session(Target& target, std::function<bool()> wants_stop) : target_(target), wants_stop_(std::move(wants_stop)) {}

    // Nothing: there is no answer to it.
    [[nodiscard]] std::optional<std::string> answer(std::string_view packet);

    [[nodiscard]] std::optional<Outcome> ended() const { return ended_; }
    [[nodiscard]] bool acknowledging() const { return acknowledging_; }

private:
    using Answer = std::optional<std::string>;
    enum class Match : bool { Whole, Prefix };
    struct Row {
        std::string_view name;
        Match match;
        Answer (Session::*handler)(std::string_view); // gets what follows the name
    };
    static std::span<Row const> rows();

    enum class Motion : uint8_t { Continue, Step };
    struct Action {
        Motion motion;
        ThreadChoice thread;
    };

    // Threads and the session itself
    Answer last_stop(std::string_view);
    Answer set_thread(std::string_view packet);
    Answer is_thread_alive(std::string_view packet);
    Answer detach(std::string_view);
    Answer kill(std::string_view);
    Answer stop_acknowledging(std::string_view);

    // Queries
    Answer supported(std::string_view packet);
    Answer read_features(std::string_view packet);
    Answer first_threads(std::string_view);
    Answer more_threads(std::string_view);
    Answer thread_description(std::string_view packet);
    Answer current_thread(std::string_view);
    Answer attached(std::string_view);

    // Registers and memory
    Answer read_registers(std::string_view);
    Answer write_registers(std::string_view packet);
    Answer read_register(std::string_view packet);
    Answer write_register(std::string_view packet);
    Answer read_memory(std::string_view packet);
    Answer write_memory(std::string_view packet);
    Answer write_memory_binary(std::string_view packet);
    [[nodiscard]] std::string register_text(unsigned number);
    [[nodiscard]] bool change_register(unsigned number, Bytes const& value);
    [[nodiscard]] Answer store(std::string_view place, std::optional<Bytes> const& bytes);

    // Running
    Answer step(std::string_view packet);
    Answer go_on(std::string_view packet);
    Answer motions(std::string_view);
    Answer move(std::string_view packet);
    Answer move_from(std::string_view address, Action action);
    Answer resume(std::vector<Action> const& actions);
    [[nodiscard]] std::optional<Motion> motion_of(unsigned thread, std::vector<Action> const& actions) const;
    [[nodiscard]] Stopped run(std::vector<unsigned> const& threads);
    [[nodiscard]] bool stops_before(uint64_t rip);
    [[nodiscard]] Stopped run_some(std::vector<unsigned> const& threads);
    [[nodiscard]] std::optional<uint64_t> rip_of(unsigned thread);

    // Breakpoints: addresses only, whatever context the thread is in
    Answer insert_software(std::string_view packet) { return change(software_, packet, true); }
    Answer remove_software(std::string_view packet) { return change(software_, packet, false); }
    Answer insert_hardware(std::string_view packet) { return change(hardware_, packet, true); }
    Answer remove_hardware(std::string_view packet) { return change(hardware_, packet, false); }
    static Answer change(std::set<uint64_t>& breakpoints, std::string_view packet, bool insert);

    [[nodiscard]] std::optional<ThreadChoice> thread_of(std::string_view text) const; // nothing: there is none such

    Target& target_;
    std::function<bool()> wants_stop_;
    std::optional<Outcome> ended_ = std::nullopt;
    bool acknowledging_ = true;
    bool knows_software_ = false; // the debugger wants to be told which kind of breakpoint it was
    bool knows_hardware_ = false;

    unsigned current_ = 0;     // registers and memory are this thread's
    ThreadChoice moving_ = {}; // what step and continue without a thread are for
    std::set<uint64_t> software_ = {};
    std::set<uint64_t> hardware_ = {};

    Signal last_signal_ = Signal::Trap;
    std::string last_reason_ = {}; // of a stop, as the answer has it
    bool interrupted_ = false;
    uint64_t asked_ = 0;
};

// An error answer; the protocol gives its number no meaning.
inline constexpr std::string_view kError = "E01";

} // namespace redoubt::machine::gdb
