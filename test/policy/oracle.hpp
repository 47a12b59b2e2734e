// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace redoubt::test {

// A stretch of one area, small enough to keep a note on each x in it.
struct Window {
    stm::Area area;
    std::uint64_t first;
    std::uint64_t count;
};

// The policy as a table of notes, one for each access to each x: what the requirements say, without ranges, sorting or
// atoms. It knows the windows alone; a request must lie in one of them or be illegal.
class Oracle {
public:
    Oracle(std::vector<Window> windows, stm::Layout layout);

    stm::Status claim(std::vector<stm::Request> const& list, std::vector<stm::Status>& verdicts);
    stm::Status protect(std::vector<stm::Request> const& list, std::vector<stm::Status>& verdicts);
    stm::Status unprotect(std::vector<stm::Request> const& list, std::vector<stm::Status>& verdicts);
    void unprotect_all();
    void seal() { sealed_ = true; }

    [[nodiscard]] stm::Decision for_handler(stm::Request const& r) const;
    [[nodiscard]] stm::Decision for_os(stm::Request const& r) const;
    [[nodiscard]] stm::Decision for_module(stm::Request const& r) const;
    [[nodiscard]] bool is_claimed(stm::Area area, unsigned access, std::uint64_t x) const;

    [[nodiscard]] std::vector<Window> const& windows() const { return windows_; }

private:
    struct Note {
        bool claimed = false;
        bool is_protected = false;
        bool reserved = false;
    };
    using Notes = std::array<std::vector<Note>, 3>; // for each access, for each x of a window

    template <class Is>
    bool any(stm::Request const& r, Is is) const;
    template <class Do>
    void each(stm::Request const& r, Do act);
    template <class Judge, class Do>
    stm::Status grant(std::vector<stm::Request> const& list, std::vector<stm::Status>& verdicts, Judge judge, Do act);
    template <class Is>
    stm::Status judge(stm::Request const& r, bool legal, Is taken) const;
    [[nodiscard]] bool reaches_tseg(stm::Request const& r) const;

    std::vector<Window> windows_;
    std::vector<Notes> notes_; // as windows_
    stm::Layout layout_;
    bool sealed_ = false;
};

} // namespace redoubt::test
