// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/policy_subject.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace redoubt::conformance {
namespace {

using models::PermissionPolicy;
using stm::Call;
using stm::Decision;
using stm::Status;
using tsl::Value;

constexpr std::size_t atoms = 8;
constexpr std::size_t lists = 5;
constexpr std::size_t capacity = 4096; // REQ-POL-16, with a whole list of requests above it
constexpr std::size_t longest_list = 255;

// Pages that no site comes near, each apart from the next; those of the other table between them.
stm::Request filler(Call call, std::size_t i) {
    auto const page = 0x100000 + 4 * i + (call == Call::Claim ? 0 : 2);
    return request_for({stm::Area::Physical, stm::Access::Read, page, page});
}

std::optional<Call> call_of(std::string const& action) {
    if (action == "claim") return Call::Claim;
    if (action == "protect") return Call::Protect;
    if (action == "unprotect") return Call::Unprotect;
    return std::nullopt;
}

std::string guard_of(Call call, Status status) {
    switch (status) {
    case Status::Ok: break;
    case Status::Illegal: return "may be named";
    case Status::Reserved: return "not kept";
    case Status::Taken: return call == Call::Claim ? "not protected" : "not claimed";
    case Status::NoRoom: return "room";
    case Status::Sealed: return "claims are open";
    }
    return "";
}

} // namespace

Status PolicyCalls::apply(Call call, RequestList const& list) {
    std::array<Status, longest_list> verdicts = {};
    auto const count = static_cast<std::uint32_t>(list.size());
    switch (call) {
    case Call::Claim: return policy_.claim(list.data(), count, verdicts.data());
    case Call::Protect: return policy_.protect(list.data(), count, verdicts.data());
    case Call::Unprotect: break;
    }
    return policy_.unprotect(list.data(), count, verdicts.data());
}

PolicySubject::PolicySubject(std::string name, std::unique_ptr<PolicyCalls> calls)
    : name_(std::move(name)), calls_(calls != nullptr ? std::move(calls) : std::make_unique<PolicyCalls>()) {}

tsl::Sizes PolicySubject::sizes() const {
    return {tsl::size<PermissionPolicy::Cpu>(2), tsl::size<PermissionPolicy::Atom>(atoms),
            tsl::size<PermissionPolicy::List>(lists), tsl::size<PermissionPolicy::Steps>(4)};
}

Share PolicySubject::share() const {
    return {.symbols = {"kept", "claimed", "protects", "is_sealed"},
            .actions = {{.action = "claim",
                         .guards = {"may be named", "room", "not kept", "claims are open", "not protected"},
                         .never_first = {"not protected"}}, // the OS protects after the claims are over
                        {.action = "seal", .guards = {}},
                        {.action = "protect", .guards = {"may be named", "room", "not kept", "not claimed"}},
                        {.action = "unprotect", .guards = {"may be named", "room"}},
                        {.action = "unprotect_all", .guards = {}}},
            .rare = {{"seal", 200},
                     {"smi", 24},
                     {"read_claims", 12},
                     {"unlock", 20},
                     {"unprotect_all", 40},
                     {"refuse", 12},
                     {"enter_handler", 24},
                     {"leave_handler", 2},
                     {"handler_fills", 4},
                     {"map", 60},
                     {"unmap", 12},
                     {"invept", 8}}};
}

tsl::State PolicySubject::reset(tsl::Interpreter const& interpreter, Random& random) {
    ground_ = any_ground(random, atoms, lists);
    calls_->start(ground_.layout);
    claims_ = protections_ = {.fillers = 0, .holds = std::vector<bool>(atoms)};
    names_.assign(lists, std::vector<bool>(atoms));
    for (auto const call : {Call::Claim, Call::Protect}) // the last requests decide how much room is left
        if (random.one_in(8))
            fill(call, call == Call::Claim ? claims_ : protections_, capacity - random.between(2, 16));

    tsl::State rigid(interpreter.cells(), 0);
    for (std::size_t atom = 0; atom < atoms; ++atom) {
        auto const at = static_cast<Value>(atom);
        rigid[interpreter.cell(model_.kept.symbol(), {at})] = is_kept(ground_.layout, ground_.atoms[atom]) ? 1 : 0;
        for (std::size_t list = 0; list < lists; ++list) {
            names_[list][atom] = is_named(ground_.lists[list], ground_.atoms[atom]);
            rigid[interpreter.cell(model_.names.symbol(), {static_cast<Value>(list), at})] = names_[list][atom] ? 1 : 0;
        }
    }
    for (std::size_t list = 0; list < lists; ++list)
        for (auto const call : {Call::Claim, Call::Protect, Call::Unprotect})
            rigid[interpreter.cell(model_.may_name.symbol(), {static_cast<Value>(call), static_cast<Value>(list)})] =
                may_be_named(call, ground_.lists[list]) ? 1 : 0;
    return rigid;
}

void PolicySubject::fill(Call call, Table& table, std::size_t count) {
    while (table.fillers < count) {
        RequestList list;
        for (auto n = std::min({longest_list, count - table.fillers, (capacity - table.fillers) / 3}); n > 0; --n)
            list.push_back(filler(call, table.fillers + list.size()));
        if (list.empty() || calls_->apply(call, list) != Status::Ok) return;
        table.fillers += list.size();
    }
}

// Three ranges a request must find a place, one for each access (REQ-POL-08).
bool PolicySubject::has_room(Table const& table, std::size_t requests) const {
    auto ranges = table.fillers;
    for (std::size_t i = 0; i < atoms; ++i)
        if (table.holds[i] && (i == 0 || !table.holds[i - 1] || !adjoin(ground_.atoms[i - 1], ground_.atoms[i])))
            ++ranges;
    return ranges + 3 * requests <= capacity;
}

tsl::Label PolicySubject::settled(tsl::Label label) const {
    if (auto const call = call_of(label.action->name())) {
        auto const& list = ground_.lists[static_cast<std::size_t>(label.arguments[1])];
        label.arguments[2] = has_room(*call == Call::Claim ? claims_ : protections_, list.size()) ? 1 : 0;
    }
    return label;
}

std::optional<std::string> PolicySubject::perform(tsl::Label const& label) {
    auto const call = call_of(label.action->name());
    if (!call && label.action->name() == "seal") {
        calls_->seal();
        return std::nullopt;
    }
    if (!call) {
        calls_->unprotect_all();
        protections_ = {.fillers = 0, .holds = std::vector<bool>(atoms)};
        return std::nullopt;
    }
    auto const list = static_cast<std::size_t>(label.arguments[1]);
    auto const status = calls_->change(*call, ground_.lists[list]);
    if (status != Status::Ok) return guard_of(*call, status);
    note(*call, list);
    return std::nullopt;
}

void PolicySubject::note(Call call, std::size_t list) {
    auto& holds = (call == Call::Claim ? claims_ : protections_).holds;
    for (std::size_t i = 0; i < atoms; ++i)
        if (names_[list][i]) holds[i] = call != Call::Unprotect;
}

// Of a range: what is said of all of it, if that is said of its ends too.
Decision PolicySubject::decision(Piece const& atom) const {
    auto request = request_for(atom);
    auto const all = calls_->for_handler(request);
    if (atom.first == atom.last) return all;
    request.last = atom.first;
    auto const first = calls_->for_handler(request);
    request.first = request.last = atom.last;
    auto const last = calls_->for_handler(request);
    return all == first && all == last ? all : Decision::Illegal;
}

void PolicySubject::abstract(tsl::Interpreter const& interpreter, tsl::State& state) const {
    auto const kept = interpreter.offset(model_.kept.symbol());
    auto const claimed = interpreter.offset(model_.claimed.symbol());
    auto const protects = interpreter.offset(model_.protects.symbol());
    for (std::size_t i = 0; i < atoms; ++i) {
        auto const met = decision(ground_.atoms[i]);
        auto const is = [&](Decision wanted) {
            return met == Decision::Illegal ? kTorn : static_cast<Value>(met == wanted);
        };
        state[kept + i] = is(Decision::Reserved);
        state[claimed + i] = is(Decision::Granted);
        state[protects + i] = is(Decision::Protected);
    }
    // A claim of nothing changes nothing, and is refused once claims are over.
    state[interpreter.offset(model_.is_sealed.symbol())] = calls_->change(Call::Claim, {}) == Status::Sealed ? 1 : 0;
}

std::vector<std::string> PolicySubject::legend() const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < atoms; ++i)
        lines.push_back(fmt::format("Atom{}: {}", i, text(ground_.atoms[i])));
    for (std::size_t i = 0; i < lists; ++i)
        lines.push_back(fmt::format("List{}: {}", i, text(ground_.lists[i])));
    lines.push_back(fmt::format("other ranges claimed {}, protected {}", claims_.fillers, protections_.fillers));
    return lines;
}

} // namespace redoubt::conformance
