// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/os_calls.hpp"

#include "monitor/api/os_call.h"
#include "test/fuzz/domains.hpp"
#include "test/fuzz/event_log.hpp"
#include "test/fuzz/harness.hpp"
#include "test/fuzz/os_memory.hpp"
#include "test/resources/generate.hpp"

#include <cstring>
#include <memory>
#include <optional>
#include <set>

// Calls of the OS, one after the other, from its registers to the status: what is answered, what is written, and what
// policy, log and database then say are the oracle's; and nothing but memory of the OS is read or written.
namespace redoubt::fuzz {
namespace {

using stm::api::Phase;
using test::kWindowBuses;
using test::kWindowPage;
using test::OsAnswer;
using test::OsCall;
using test::OsOracle;

constexpr std::uint32_t kProtect = 0x10003, kUnprotect = 0x10004, kBiosResources = 0x10005, kDatabase = 0x10006,
                        kEventLog = 0x10008;
constexpr std::uint32_t kPageNotFound = 0x80010003, kUnprotectable = 0x80010007, kStopped = 0x8001000a,
                        kMalformed = 0x8001000d, kUnspecified = 0x8001ffff, kInvalidApi = 0x80038001;

Goal is_protected{"a list was protected"};
Goal unprotected{"a list was unprotected"};
Goal everything{"everything was unprotected"};
Goal taken{"a list met what is not the OS's"};
Goal malformed{"a list was malformed"};
Goal no_room{"there was no room for a list"};
Goal no_room_to_split{"there was no room for what is left"};
Goal partly{"one descriptor of a list got its ReturnStatus, and another did not"};
Goal long_list{"a list of more than 200 descriptors was protected"};
Goal wrapped{"a call was more events than the log has slots"};
Goal violation{"the handler met what is protected"};
Goal handed_out{"a page of the BIOS's list was handed out"};
Goal last_page{"the last of several pages was handed out"};
Goal no_page{"an index was past the end"};
Goal added{"a domain was added"};
Goal removed{"a domain was removed"};
Goal database_full{"the database was full"};
Goal logged{"a call was an event"};
Goal logged_list{"a list was several events"};
Goal own_page{"a call's page was a page of the log"};
Goal goes_on{"a log went on after it was cleared"};
Goal log_refused{"a request about the log was refused"};
Goal early{"a call came too early"};
Goal stopped{"a call came too late"};
Goal unknown{"a function was none of these"};
Goal elsewhere{"a page was not the OS's"};
Goal upper_half{"ECX was not 0 outside 64-bit code"};

// Ports of which every other one is protected, so that nearly all of the table is in use.
constexpr std::uint64_t kFirstFiller = 0x1000, kFillers = 2030;

stm::Request request_of(test::Named const& name) {
    return {name.area, name.read, name.write, name.execute, name.first, name.last};
}

void claim(stm::Policy& policy, test::Named const& name) {
    auto const request = request_of(name);
    stm::Status verdict{};
    check(policy.claim(&request, 1, &verdict) == stm::Status::Ok, "REQ-POL-08: what is free can be claimed");
}

// A policy that nobody has called yet.
stm::Policy const& fresh_policy(bool full) {
    static auto const make = [](bool filled) {
        auto policy = std::make_unique<stm::Policy>();
        policy->start(OsOracle::layout);
        for (std::uint64_t k = 0; filled && k < kFillers; ++k) {
            stm::Request const port{stm::Area::Port, true, true, false, kFirstFiller + 2 * k, kFirstFiller + 2 * k};
            stm::Status verdict{};
            check(policy->protect(&port, 1, &verdict) == stm::Status::Ok, "REQ-POL-16: there is room");
        }
        claim(*policy,
              {stm::Area::Physical, true, true, true, OsOracle::layout.tseg_first, OsOracle::layout.mseg_first - 1});
        return policy;
    };
    static auto const empty = make(false), filled = make(true);
    return full ? *filled : *empty;
}

OsOracle fresh_oracle(OsWorldInput const& world, test::Window const& window) {
    static auto const filled = [] {
        OsOracle oracle;
        for (std::uint64_t k = 0; k < kFillers; ++k)
            oracle.protect({stm::Area::Port, true, true, false, kFirstFiller + 2 * k, kFirstFiller + 2 * k});
        return oracle;
    }();
    auto oracle = world.full ? filled : OsOracle();
    oracle.use_window(window);
    return oracle;
}

// What the BIOS's list claims. Nothing for a list with which the monitor does not start.
std::optional<std::vector<test::Named>> claims_of(Bytes const& list, OsOracle const& oracle) {
    auto const descriptors = test::parse(list, stm::Call::Claim, {});
    if (!descriptors) return {};
    std::vector<test::Named> all;
    for (auto const& descriptor : *descriptors)
        for (auto const& name : descriptor.names) {
            if (!oracle.may_claim(name)) return {};
            all.push_back(name);
        }
    return all;
}

struct Monitor {
    stm::Policy policy;
    stm::resources::BiosList list;
    stm::api::Books books;
    stm::api::Desk desk; // with what the input before left there
    stm::arch::Window window;
};

Monitor& the_monitor() {
    static auto const the = std::make_unique<Monitor>();
    return *the;
}

class Os {
public:
    explicit Os(OsWorldInput const& world)
        : window_{kWindowPage, world.window ? kWindowBuses : 0}, oracle_(fresh_oracle(world, window_)) {
        monitor_.policy = fresh_policy(world.full);
        monitor_.list.bytes = 0;
        std::memset(monitor_.list.word, 0, sizeof monitor_.list.word);
        if (auto const claims = claims_of(world.list, oracle_)) take_list(world.list, *claims);
        monitor_.policy.seal();
        monitor_.books.log.reset();
        monitor_.books.database.clear();
    }

    void step(Input& input) {
        auto const step = static_cast<CallStep>(input.below(kCallSteps));
        auto const caller = read_caller(input);
        if (oracle_.room_is_unclear()) return;
        switch (step) {
        case CallStep::List: list(caller, input); break;
        case CallStep::RawList: raw_list(caller, input); break;
        case CallStep::BiosPage: bios_page(caller, input); break;
        case CallStep::Manage: manage(caller, read_asked(input)); break;
        case CallStep::Fill: fill(caller); break;
        case CallStep::Log: manage_log(caller, read_log_request(input)); break;
        case CallStep::NewLog: manage_log(caller, read_new_log(input)); break;
        case CallStep::Other: call(caller, read_function(input), Bytes(0x1000)); break;
        }
    }

    // All that is said of what anybody has named, and beside it.
    void ask_everything() {
        for (auto const& edge : oracle_.edges(128))
            ask(edge);
        auto const step = 1 + named_.size() / 128;
        for (std::size_t k = named_.size() % step; k < named_.size(); k += step)
            ask_around(named_[k]);
        for (auto const pointer : pointers_)
            ask_database(pointer);
    }

private:
    static constexpr std::size_t kMostDescriptors = 24;

    void take_list(Bytes const& list, std::vector<test::Named> const& claims) {
        for (auto const& name : claims) {
            claim(monitor_.policy, name);
            oracle_.claim(name);
        }
        oracle_.keep_list(list);
        monitor_.list.bytes = static_cast<std::uint32_t>(list.size());
        std::memcpy(monitor_.list.word, list.data(), list.size());
    }

    void list(OsCall const& caller, Input& input) {
        auto const kind = input.byte();
        std::vector<Bytes> list(input.below(kMostDescriptors));
        for (auto& descriptor : list)
            descriptor = read_descriptor(input);
        if ((kind & 2) == 0) list.push_back(test::end());
        call(caller, (kind & 1) != 0 ? kUnprotect : kProtect, test::bytes_of(test::page_of(test::join(list))));
    }

    void raw_list(OsCall const& caller, Input& input) {
        auto const kind = input.byte();
        auto const bytes = input.bytes(input.below(4097));
        call(caller, (kind & 1) != 0 ? kUnprotect : kProtect, test::bytes_of(test::page_of(bytes)));
    }

    void bios_page(OsCall caller, Input& input) {
        auto const index = input.byte();
        caller.rdx |= index < 0xf0 ? index : input.number(4);
        call(caller, kBiosResources, Bytes(0x1000));
    }

    void manage(OsCall const& caller, test::Asked const& asked) {
        bool const before = oracle_.database().contains(asked.pointer);
        auto const status = call(caller, kDatabase, test::bytes_of(test::page_of(asked)));
        if (status == test::kSuccess) (before ? removed : added).reached();
        if (status == test::kOutOfResources) database_full.reached();
        pointers_.insert(asked.pointer);
        ask_database(asked.pointer);
    }

    // Whole calls for each would take longer than all the rest.
    void fill(OsCall const& caller) {
        for (std::uint64_t k = 0; oracle_.database().size() < 255; ++k) {
            test::Asked const asked{.pointer = 0x100000 + 0x1000 * k, .domain_type = 0xf};
            check(test::ask(monitor_.books.database, asked) == oracle_.manage(asked),
                  "REQ-DOM-02: the status of a request");
        }
        for (std::uint64_t k = 0; k < 2; ++k)
            manage(caller, {.pointer = 0x300000 + 0x1000 * k, .domain_type = 0xf});
    }

    void manage_log(OsCall const& caller, stm::arch::Page const& request) {
        auto const status = call(caller, kEventLog, test::bytes_of(request));
        auto const sub = request.word[0] % 0x100000000;
        if (status == test::kSuccess && sub == test::kStart && cleared_) goes_on.reached();
        if (status == test::kSuccess) cleared_ = sub == test::kClear;
    }

    std::uint32_t call(OsCall caller, std::uint32_t function, Bytes const& page) {
        caller.function = function;
        caller.page = page;
        auto const log_before = oracle_.log_pages();
        auto const expected = oracle_.serve(caller);
        auto const address = (caller.rcx & 0xffffffff) << 32 | (caller.rbx & 0xfffff000);
        the_os_memory().begin(address, page);
        check(serve(caller, expected) == expected.status, "REQ-CALL-05: the status of a call");
        compare_memory(expected);
        compare_entries(expected, address);
        compare_log();
        for (auto const& name : expected.named)
            ask_around(name);
        named_.insert(named_.end(), expected.named.begin(), expected.named.end());
        tell(caller, expected);
        if (!expected.entries.empty() && std::ranges::find(log_before, address) != log_before.end()) own_page.reached();
        if (expected.entries.size() > 16 * log_before.size() && !log_before.empty()) wrapped.reached();
        return expected.status;
    }

    // The status; the registers are as they were, and EDX counts pages.
    std::uint32_t serve(OsCall const& caller, OsAnswer const& expected) {
        stm::arch::Registers registers{};
        std::memset(&registers, 0x5a, sizeof registers);
        registers.rax = caller.function;
        registers.rbx = caller.rbx;
        registers.rcx = caller.rcx;
        registers.rdx = caller.rdx;
        auto after = registers;
        after.rdx = expected.rdx;
        stm::api::Platform const platform{.layout = OsOracle::layout,
                                          .ecam = {.first_page = window_.first_page, .buses = window_.buses},
                                          .limit = OsOracle::limit};
        auto const status = stm::api::serve_os_call(
            registers, caller.function, caller.long_mode, caller.phase, platform, monitor_.policy, monitor_.list,
            monitor_.books.log, monitor_.books.database, monitor_.desk, monitor_.window, kWindowAddress);
        check(std::memcmp(&registers, &after, sizeof after) == 0,
              "REQ-CALL-02: EDX, and every other register as it was");
        return static_cast<std::uint32_t>(status);
    }

    static void compare_memory(OsAnswer const& expected) {
        auto const& memory = the_os_memory();
        check(memory.written() == expected.written, "REQ-RSC-02: the answer, the log's entries, and not another word");
        check(memory.was_read() == expected.may_read, "REQ-CALL-01: parameters are read if there are any");
    }

    // What goes before the log's entries is the answer, or pages that are cleared.
    static void compare_entries(OsAnswer const& expected, std::uint64_t page) {
        auto const& pieces = the_os_memory().pieces();
        auto const entries = expected.entries.size();
        check(pieces.size() >= 2 * entries, "REQ-CALL-07: an entry, and then its header");
        auto piece = pieces.begin();
        for (; piece != pieces.end() - static_cast<long>(2 * entries); ++piece)
            check((piece->address & ~std::uint64_t{0xfff}) == page || piece->count == 512,
                  "REQ-CALL-07: an entry is written once");
        for (auto const address : expected.entries) {
            check(piece->address == address && piece->count == 32 && (piece->first >> 48 & 3) == 1,
                  "REQ-CALL-07: an entry is locked, and not valid, while it is written");
            ++piece;
            check(piece->address == address && piece->count == 1 && (piece->first >> 48 & 3) == 2,
                  "REQ-CALL-07: an entry is valid, and not locked, when it is whole");
            ++piece;
        }
    }

    void compare_log() const {
        auto const& log = monitor_.books.log;
        auto const pages = oracle_.log_pages();
        check(log.pages() == pages.size(), "REQ-CALL-07: how many pages the log has");
        for (std::uint32_t k = 0; k < pages.size(); ++k)
            check(log.page_address(k) == pages[k], "REQ-CALL-07: which pages the log has");
    }

    void ask_database(std::uint64_t pointer) const {
        auto const& database = monitor_.books.database;
        auto const& oracle = oracle_.database();
        auto const domain = database.domain_of(pointer);
        check(database.contains(pointer) == oracle.contains(pointer), "REQ-DOM-02: who is there");
        check(database.is_full() == (oracle.size() == 256), "REQ-DOM-02: whether there is room");
        check(test::DatabaseOracle::Said{static_cast<std::uint32_t>(domain.type),
                                         static_cast<std::uint32_t>(domain.xstate),
                                         domain.degradation} == oracle.said(pointer),
              "REQ-DOM-02: what was said of it");
    }

    void ask(stm::Request const& request) const {
        auto const expected = oracle_.for_handler(request);
        if (expected == stm::Decision::Protected) violation.reached();
        check(monitor_.policy.for_handler(request) == expected, "REQ-POL-03: what the handler may do");
    }

    // The range and its ends, by each access alone, and what is beside it.
    void ask_around(test::Named const& name) const {
        ask(request_of(name));
        for (unsigned access = 0; access < (name.area == stm::Area::Physical ? 3 : 2); ++access) {
            auto request = request_of(name);
            request.read = access == 0;
            request.write = access == 1;
            request.execute = access == 2;
            for (auto const x : {name.first - 1, name.first, name.last, name.last + 1}) {
                request.first = request.last = x;
                ask(request);
            }
        }
    }

    static void tell(OsCall const& call, OsAnswer const& answer) {
        if (!answer.entries.empty()) logged.reached();
        if (answer.marked > 0 && answer.unmarked > 0) partly.reached();
        switch (answer.status) {
        case test::kSuccess: tell_success(call, answer); break;
        case kUnprotectable: taken.reached(); break;
        case kMalformed: malformed.reached(); break;
        case kStopped: stopped.reached(); break;
        case kInvalidApi: unknown.reached(); break;
        case kPageNotFound: no_page.reached(); break;
        case kUnspecified: (call.phase == Phase::Initialized ? early : no_room_to_split).reached(); break;
        case test::kOutOfResources:
            if (call.function == kProtect) no_room.reached();
            break;
        case test::kSecurityViolation:
            if (!answer.may_read) elsewhere.reached();
            break;
        case test::kInvalidParameter:
            if (!answer.may_read) upper_half.reached();
            break;
        default:
            if (call.function == kEventLog) log_refused.reached();
            break;
        }
    }

    static void tell_success(OsCall const& call, OsAnswer const& answer) {
        switch (call.function) {
        case kProtect:
        case kUnprotect:
            if (!answer.named.empty()) (call.function == kProtect ? is_protected : unprotected).reached();
            if (answer.marked > 0 && answer.named.empty()) everything.reached();
            if (answer.entries.size() > 1) logged_list.reached();
            if (call.function == kProtect && answer.marked > 200) long_list.reached();
            break;
        case kBiosResources:
            handed_out.reached();
            if (answer.rdx == 0 && (call.rdx & 0xffffffff) > 0) last_page.reached();
            break;
        default: break;
        }
    }

    Monitor& monitor_ = the_monitor();
    test::Window window_;
    OsOracle oracle_;
    bool cleared_ = false; // the log, and nothing was asked of it since
    std::vector<test::Named> named_;
    std::set<std::uint64_t> pointers_;
};

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace redoubt::fuzz;
    Input input(data, size);
    Os os(read_os_world(input));
    constexpr unsigned most_steps = 48;
    for (unsigned n = 0; n < most_steps && !input.empty(); ++n)
        os.step(input);
    os.ask_everything();
    return 0;
}
