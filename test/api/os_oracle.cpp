// SPDX-License-Identifier: Apache-2.0
#include "test/api/os_oracle.hpp"

#include "models/conformance/legality.hpp"

#include <algorithm>
#include <cstring>

namespace redoubt::test {

using stm::Area;
using stm::Decision;

namespace {

constexpr std::uint32_t kProtect = 0x10003, kUnprotect = 0x10004, kBiosResources = 0x10005, kDatabase = 0x10006,
                        kEventLog = 0x10008;
constexpr std::uint32_t kPageNotFound = 0x80010003, kUnprotectable = 0x80010007, kStopped = 0x8001000a,
                        kMalformed = 0x8001000d, kInvalidPageCount = 0x8001000e, kReservedBitSet = 0x80010013,
                        kFunctionNotSupported = 0x80010016, kUnspecified = 0x8001ffff, kInvalidApi = 0x80038001;
constexpr std::size_t kPage = 0x1000;
constexpr std::size_t kRanges = 4096, kRangesForEach = 3; // D-02

bool names(Named const& name, unsigned access) {
    return access == 0 ? name.read : access == 1 ? name.write : name.execute;
}

bool is_kept(Named const& name, unsigned access) {
    auto const& layout = OsOracle::layout;
    if (name.area == Area::Physical) return name.first <= layout.tseg_last && layout.mseg_first <= name.last;
    return name.area == Area::Msr && access == 1 && conformance::has_kept_msr(name.first / 64, name.last / 64);
}

// D-63
bool blames_parameters(std::uint32_t status) {
    constexpr std::array blaming{kInvalidParameter, kSecurityViolation, kMalformed,           kPageNotFound,
                                 kReservedBitSet,   kInvalidPageCount,  kFunctionNotSupported};
    return std::ranges::find(blaming, status) != blaming.end();
}

Asked asked_in(Bytes const& page) {
    auto const domain = static_cast<std::uint32_t>(get(page, 8, 4));
    return {.pointer = get(page, 0, 8),
            .domain_type = domain & 0xf,
            .xstate_policy = domain >> 4 & 3,
            .degradation_policy = domain >> 6 & 0xf,
            .reserved = domain >> 10,
            .add_or_remove = static_cast<std::uint32_t>(get(page, 12, 4))};
}

stm::arch::Page as_page(Bytes const& bytes) {
    stm::arch::Page page{};
    std::memcpy(&page, bytes.data(), std::min(bytes.size(), sizeof page));
    return page;
}

} // namespace

void Written::put(std::uint64_t address, std::uint64_t const* words, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        auto const at = address + 8 * i;
        auto& page = pages_[at / kPage];
        page.which.set(at % kPage / 8);
        page.words[at % kPage / 8] = words[i];
    }
}

void Written::put(std::uint64_t address, Bytes const& bytes) {
    std::vector<std::uint64_t> words(bytes.size() / 8);
    if (!words.empty()) std::memcpy(words.data(), bytes.data(), 8 * words.size());
    put(address, words.data(), words.size());
}

Bytes Written::over(std::uint64_t address, Bytes before) const {
    auto const found = pages_.find(address / kPage);
    for (std::size_t i = 0; found != pages_.end() && i < 512; ++i)
        if (found->second.which.test(i)) test::put(before, 8 * i, 8, found->second.words[i]);
    return before;
}

OsOracle::OsOracle() {
    // The BIOS's part of SMRAM is its handler's (D-40).
    claim({Area::Physical, true, true, true, layout.tseg_first, layout.mseg_first - 1});
}

void OsOracle::put(Sets& sets, Named const& name, bool in) {
    for (unsigned access = 0; access < 3; ++access)
        if (names(name, access)) sets[{name.area, access}].put(name.first, name.last, in);
}

// By each access that is named.
template <class Is>
bool OsOracle::any(Named const& name, Is is) const {
    for (unsigned access = 0; access < 3; ++access)
        if (names(name, access) && is(access)) return true;
    return false;
}

bool OsOracle::may_claim(Named const& name) const {
    return !any(name, [&](unsigned access) {
        auto const found = protections_.find({name.area, access});
        return is_kept(name, access) || (found != protections_.end() && found->second.any(name.first, name.last));
    });
}

// REQ-POL-04, D-58
bool OsOracle::cannot_protect(Named const& name) const {
    return any(name, [&](unsigned access) {
        auto const found = claims_.find({name.area, access});
        return is_kept(name, access) || (found != claims_.end() && found->second.any(name.first, name.last));
    });
}

bool OsOracle::has_room(std::size_t names) const {
    std::size_t used = 0;
    for (auto const& [which, numbers] : protections_)
        used += numbers.ranges();
    return used + kRangesForEach * names <= kRanges;
}

bool OsOracle::room_is_unclear() const {
    constexpr std::size_t most_names = 370;
    return !has_room(most_names) && std::ranges::any_of(protections_, [](auto const& of_access) {
        return of_access.second.contains(conformance::size_of(of_access.first.first) - 1);
    });
}

Decision OsOracle::for_handler(stm::Request const& r) const {
    auto const name = named(r);
    auto const in = [&](Sets const& sets, unsigned access) {
        auto const found = sets.find({r.area, access});
        return found == sets.end() ? nullptr : &found->second;
    };
    if (!conformance::is_legal(r)) return Decision::Illegal;
    if (any(name, [&](unsigned access) { return is_kept(name, access); })) return Decision::Reserved;
    if (any(name, [&](unsigned access) {
            auto const* const set = in(protections_, access);
            return set != nullptr && set->any(r.first, r.last);
        }))
        return Decision::Protected;
    bool const unclaimed = any(name, [&](unsigned access) {
        auto const* const set = in(claims_, access);
        return set == nullptr || !set->all(r.first, r.last);
    });
    return unclaimed ? Decision::Denied : Decision::Granted;
}

std::vector<stm::Request> OsOracle::edges(std::size_t most) const {
    std::vector<stm::Request> all;
    for (auto const& [which, numbers] : protections_) {
        auto const& changes = numbers.changes();
        auto const stride = 1 + changes.size() / most;
        for (auto k = changes.size() % stride; k < changes.size(); k += stride)
            for (auto const x : {changes[k] - 1, changes[k]})
                if (x < conformance::size_of(which.first))
                    all.push_back({which.first, which.second == 0, which.second == 1, which.second == 2, x, x});
    }
    return all;
}

// D-60, D-61
std::uint32_t OsOracle::in_order(OsCall const& call) {
    constexpr std::array served{kProtect, kUnprotect, kBiosResources, kDatabase, kEventLog};
    if (std::ranges::find(served, call.function) == served.end()) return kInvalidApi;
    if (call.phase == stm::api::Phase::Off) return kStopped;
    if (call.phase == stm::api::Phase::Initialized && call.function == kUnprotect) return kUnspecified;
    return kSuccess;
}

OsAnswer OsOracle::serve(OsCall const& call) {
    OsAnswer answer;
    answer.rdx = call.rdx;
    answer.status = in_order(call);
    if (answer.status == kSuccess) answer.status = carry_out(call, answer);
    if (blames_parameters(answer.status)) {
        Bytes function(4);
        test::put(function, 0, 4, call.function);
        record(2, function, answer); // EvtLogInvalidParameterDetected
    }
    return answer;
}

std::uint32_t OsOracle::carry_out(OsCall const& call, OsAnswer& answer) {
    auto const ecx = call.rcx & 0xffffffff;
    if (!call.long_mode && ecx != 0) return kInvalidParameter; // D-50
    auto const address = ecx << 32 | (call.rbx & 0xfffff000);
    if (!is_the_oss(address)) return kSecurityViolation;
    if (call.function == kBiosResources) return hand_out(call, address, answer);
    answer.may_read = true;
    if (call.function == kDatabase) return manage(asked_in(call.page));
    if (call.function == kEventLog) return manage_log(call.page, answer);
    return change(call, address, answer);
}

// REQ-RSC-05, D-21
std::uint32_t OsOracle::hand_out(OsCall const& call, std::uint64_t address, OsAnswer& answer) const {
    auto const index = call.rdx & 0xffffffff;
    auto const pages = (list_.size() + kPage - 1) / kPage;
    if (index >= pages) return kPageNotFound;
    Bytes page(kPage);
    std::copy_n(list_.begin() + static_cast<long>(kPage * index), std::min(kPage, list_.size() - kPage * index),
                page.begin());
    answer.written.put(address, page);
    answer.rdx = index + 1 < pages ? index + 1 : 0;
    return kSuccess;
}

std::uint32_t OsOracle::change(OsCall const& call, std::uint64_t address, OsAnswer& answer) {
    bool const unprotect = call.function == kUnprotect;
    auto const list = parse(call.page, unprotect ? stm::Call::Unprotect : stm::Call::Protect, window_);
    if (!list) return kMalformed;
    bool everything = false, taken = false;
    auto answered = call.page;
    std::size_t end = 0;
    for (auto const& descriptor : *list) {
        end = descriptor.at + get(call.page, descriptor.at + 4, 2);
        if (descriptor.ignored) continue;
        bool const refused =
            !unprotect && std::ranges::any_of(descriptor.names, [&](auto const& name) { return cannot_protect(name); });
        if (!refused) answered[descriptor.at + 6] |= 1; // D-01, D-22
        ++(refused ? answer.unmarked : answer.marked);
        taken = taken || refused;
        everything = everything || descriptor.type == 7;
        answer.named.insert(answer.named.end(), descriptor.names.begin(), descriptor.names.end());
    }
    auto const no_room = unprotect ? kUnspecified : kOutOfResources; // D-59
    auto const status = taken ? kUnprotectable : everything || has_room(answer.named.size()) ? kSuccess : no_room;
    if (status == kSuccess && everything) protections_.clear();
    if (status == kSuccess)
        for (auto const& name : answer.named)
            put(protections_, name, !unprotect);
    answer.written.put(address, Bytes(answered.begin(), answered.begin() + static_cast<long>((end + 7) / 8 * 8)));
    for (auto const& descriptor : *list) {
        auto const at = answered.begin() + static_cast<long>(descriptor.at);
        auto const length = static_cast<long>(get(call.page, descriptor.at + 4, 2));
        if (!descriptor.ignored) // D-62
            record((unprotect ? 7 : 5) + (status == kSuccess ? 0 : 1), Bytes(at, at + length), answer);
    }
    return status;
}

std::uint32_t OsOracle::manage_log(Bytes const& page, OsAnswer& answer) {
    auto const before = log_.events();
    auto const status = static_cast<std::uint32_t>(log_.call(as_page(page)));
    auto const sub = get(page, 0, 4);
    if (status == kSuccess && (sub == test::kNew || sub == test::kClear)) // D-26
        for (auto const address : log_.pages())
            answer.written.put(address, Bytes(kPage));
    write_entries(before, answer);
    return status;
}

void OsOracle::record(unsigned type, Bytes const& data, OsAnswer& answer) {
    auto const before = log_.events();
    (void)log_.record(type, data);
    write_entries(before, answer);
}

void OsOracle::write_entries(std::size_t from, OsAnswer& answer) const {
    for (auto k = from; k < log_.events(); ++k) {
        auto const [address, slot] = log_.entry(k);
        answer.written.put(address, Bytes(slot.begin(), slot.end()));
        answer.entries.push_back(address);
    }
}

} // namespace redoubt::test
