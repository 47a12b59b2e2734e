// SPDX-License-Identifier: Apache-2.0
#include "test/policy/oracle.hpp"

#include "models/conformance/legality.hpp"

#include <algorithm>
#include <stdexcept>

namespace redoubt::test {
namespace {

using conformance::is_legal;
using conformance::is_os_legal;
using stm::Area;
using stm::Decision;
using stm::Request;
using stm::Status;

bool names(Request const& r, unsigned access) {
    return access == 0 ? r.read : access == 1 ? r.write : r.execute;
}

bool is_reserved(stm::Layout const& layout, Area area, unsigned access, std::uint64_t x) {
    if (area == Area::Physical) return x >= layout.mseg_first && x <= layout.tseg_last;
    return area == Area::Msr && access == 1 && conformance::has_kept_msr(x / 64, x / 64);
}

} // namespace

Oracle::Oracle(std::vector<Window> windows, stm::Layout layout) : windows_(std::move(windows)), layout_(layout) {
    for (auto const& window : windows_) {
        Notes notes;
        for (unsigned access = 0; access < 3; ++access) {
            notes[access].reserve(window.count);
            for (std::uint64_t i = 0; i < window.count; ++i)
                notes[access].push_back({.reserved = is_reserved(layout, window.area, access, window.first + i)});
        }
        notes_.push_back(std::move(notes));
    }
}

template <class Do>
void Oracle::each(Request const& r, Do act) {
    for (std::size_t w = 0; w < windows_.size(); ++w) {
        auto const& window = windows_[w];
        if (window.area != r.area || r.first < window.first || r.last - window.first >= window.count) continue;
        for (unsigned access = 0; access < 3; ++access)
            for (auto x = r.first; names(r, access) && x <= r.last; ++x)
                act(notes_[w][access][x - window.first]);
        return;
    }
    throw std::logic_error("the request lies in no window of the oracle");
}

template <class Is>
bool Oracle::any(Request const& r, Is is) const {
    bool found = false;
    const_cast<Oracle*>(this)->each(r, [&](Note const& note) { found = found || is(note); });
    return found;
}

template <class Is>
Status Oracle::judge(Request const& r, bool legal, Is taken) const {
    if (!legal) return Status::Illegal;
    if (any(r, [](Note const& note) { return note.reserved; })) return Status::Reserved;
    return any(r, taken) ? Status::Taken : Status::Ok;
}

// All of the list or nothing, and a verdict for each.
template <class Judge, class Do>
Status Oracle::grant(std::vector<Request> const& list, std::vector<Status>& verdicts, Judge judge, Do act) {
    verdicts.clear();
    for (auto const& r : list)
        verdicts.push_back(judge(r));
    auto const refusal = std::ranges::find_if(verdicts, [](Status verdict) { return verdict != Status::Ok; });
    if (refusal != verdicts.end()) return *refusal;
    for (auto const& r : list)
        each(r, act);
    return Status::Ok;
}

Status Oracle::claim(std::vector<Request> const& list, std::vector<Status>& verdicts) {
    if (sealed_) return Status::Sealed;
    auto const judged = [this](Request const& r) {
        return judge(r, is_legal(r), [](Note const& note) { return note.is_protected; });
    };
    return grant(list, verdicts, judged, [](Note& note) { note.claimed = true; });
}

Status Oracle::protect(std::vector<Request> const& list, std::vector<Status>& verdicts) {
    auto const judged = [this](Request const& r) {
        return judge(r, is_os_legal(r), [](Note const& note) { return note.claimed; });
    };
    return grant(list, verdicts, judged, [](Note& note) { note.is_protected = true; });
}

Status Oracle::unprotect(std::vector<Request> const& list, std::vector<Status>& verdicts) {
    auto const judged = [](Request const& r) { return is_os_legal(r) ? Status::Ok : Status::Illegal; };
    return grant(list, verdicts, judged, [](Note& note) { note.is_protected = false; });
}

void Oracle::unprotect_all() {
    for (auto& notes : notes_)
        for (auto& of_access : notes)
            for (auto& note : of_access)
                note.is_protected = false;
}

bool Oracle::reaches_tseg(Request const& r) const {
    if (r.area != Area::Physical) return false;
    for (auto page = r.first; page <= r.last; ++page)
        if (page >= layout_.tseg_first && page <= layout_.tseg_last) return true;
    return false;
}

Decision Oracle::for_handler(Request const& r) const {
    if (!is_legal(r)) return Decision::Illegal;
    if (any(r, [](Note const& note) { return note.reserved; })) return Decision::Reserved;
    if (any(r, [](Note const& note) { return note.is_protected; })) return Decision::Protected;
    return any(r, [](Note const& note) { return !note.claimed; }) ? Decision::Denied : Decision::Granted;
}

Decision Oracle::for_os(Request const& r) const {
    if (!is_legal(r)) return Decision::Illegal;
    return reaches_tseg(r) ? Decision::Reserved : Decision::Granted;
}

Decision Oracle::for_module(Request const& r) const {
    if (!is_legal(r)) return Decision::Illegal;
    if (reaches_tseg(r)) return Decision::Reserved;
    return r.area == Area::Physical && !r.execute ? Decision::Granted : Decision::Denied;
}

bool Oracle::is_claimed(Area area, unsigned access, std::uint64_t x) const {
    for (std::size_t w = 0; w < windows_.size(); ++w)
        if (windows_[w].area == area && x >= windows_[w].first && x - windows_[w].first < windows_[w].count)
            return notes_[w][access][x - windows_[w].first].claimed;
    return false;
}

} // namespace redoubt::test
