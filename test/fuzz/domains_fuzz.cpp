// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/domains.hpp"

#include "monitor/domains/populate.h"
#include "monitor/domains/propagate.h"
#include "test/domains/oracle.hpp"
#include "test/fuzz/harness.hpp"

#include <algorithm>
#include <memory>
#include <utility>

// Domains: the database, and SMIs by what it says: what the handler is shown, and what comes back.
namespace redoubt::fuzz {
namespace {

using stm::domains::Event;
using stm::domains::GuestSnapshot;
using stm::domains::Outcome;
using stm::domains::SaveStateArea;
using test::DatabaseOracle;

Goal added{"a domain was added"};
Goal removed{"a domain was removed"};
Goal full{"the database was full"};
Goal in_smram{"a VMCS in SMRAM was refused"};
Goal invalid{"a request was invalid"};
Goal twice{"a domain was there already, or not there"};
Goal kept{"a domain stayed what it was"};
Goal degraded{"a domain was degraded"};
Goal precluded{"a degradation was precluded"};
Goal shown_whole{"a context was shown as a whole"};
Goal shown_partly{"a context was shown in part"};
Goal shown_not{"a context was not shown"};
Goal taken_whole{"the handler's state was taken back"};
Goal taken_data{"the data of an IN was taken back"};
Goal taken_not{"nothing was taken back"};
Goal restarted{"an I/O instruction was restarted"};

test::DomainRow const& row_of(unsigned type) {
    auto const row = std::ranges::find(test::kDomainTable, type, &test::DomainRow::type);
    check(row != test::kDomainTable.end(), "REQ-DOM-03: the type is one of the interface's table");
    return *row;
}

// Random registers by a seed, and what decides, by the input.
GuestSnapshot read_guest(Input& input) {
    test::Random random(input.number(2));
    auto guest = test::some_guest(random);
    auto const kind = input.byte();
    guest.io_smi = (kind & 1) != 0;
    if ((kind & 2) != 0) guest.efer |= 1u << 10;
    if ((kind & 4) != 0) guest.cs_access_rights |= 1u << 13;
    if ((kind & 8) != 0) guest.cr4 &= ~std::uint64_t{1u << 12};
    guest.activity_state = kind >> 4 & 3;
    guest.interruptibility = kind >> 6;
    return guest;
}

// In the save state: random bytes, or what was shown; and some fields by the input.
void write_as_handler(unsigned kind, Input& input, SaveStateArea& area) {
    if ((kind & 1) != 0) {
        test::Random random(kind);
        area = test::some_area(random);
    }
    if ((kind & 2) != 0) test::put(area, "IORestart", (kind & 4) != 0 ? 0xff : input.number(2));
    if ((kind & 8) != 0) test::put(area, "Rip", read_code_address(input));
    if ((kind & 16) != 0) test::put(area, "IoEip", read_code_address(input));
    if ((kind & 32) != 0) test::put(area, "Rflags", input.number(8));
    if ((kind & 64) != 0) area.word[input.below(128)] = input.number(8);
}

class Domains {
public:
    Domains() { database_->clear(); }

    void step(Input& input) {
        switch (static_cast<DomainStep>(input.below(kDomainSteps))) {
        case DomainStep::Manage: manage(read_asked(input)); break;
        case DomainStep::Fill:
            if (std::exchange(filled_, true)) break; // it takes longer than all the rest
            for (std::uint64_t k = 0; k < 256; ++k)
                (void)ask({.pointer = 0x100000 + 0x1000 * k, .domain_type = 0xf});
            manage({.pointer = 0x100000 + 0x1000 * 256, .domain_type = 0xf});
            break;
        case DomainStep::Smi: smi(input); break;
        }
    }

private:
    std::uint32_t ask(test::Asked const& asked) {
        auto const expected = oracle_.ask(asked);
        check(test::ask(*database_, asked) == expected, "REQ-DOM-02: the status of a request");
        return expected;
    }

    void manage(test::Asked const& asked) {
        auto const before = oracle_.contains(asked.pointer);
        auto const expected = ask(asked);
        check(database_->contains(asked.pointer) == oracle_.contains(asked.pointer), "REQ-DOM-02: who is there");
        check(database_->is_full() == (oracle_.size() == 256), "REQ-DOM-02: whether there is room");
        (void)domain_of(asked.pointer);
        switch (expected) {
        case test::kSuccess: (before ? removed : added).reached(); break;
        case test::kOutOfResources: full.reached(); break;
        case test::kSecurityViolation: in_smram.reached(); break;
        case test::kInvalidParameter: invalid.reached(); break;
        default: twice.reached(); break;
        }
    }

    stm::domains::Domain domain_of(std::uint64_t pointer) const {
        auto const domain = database_->domain_of(pointer);
        check(DatabaseOracle::Said{static_cast<std::uint32_t>(domain.type), static_cast<std::uint32_t>(domain.xstate),
                                   domain.degradation} == oracle_.said(pointer),
              "REQ-DOM-03: the domain of a VMCS");
        return domain;
    }

    void smi(Input& input) {
        auto const pointer = read_pointer(input);
        auto const domain = domain_of(pointer);
        auto const bits = input.byte();
        auto const guest = read_guest(input);
        auto const wrote = input.byte();
        Event const event{.io = guest.io_smi,
                          .in = guest.io_smi && (guest.exit_qualification & 8) != 0,
                          .string = guest.io_smi && (guest.exit_qualification & 0x10) != 0,
                          .trapped = guest.io_smi && (bits & 1) != 0,
                          .api = guest.io_smi && (bits & 2) != 0};
        auto const type = degrade(domain, event);
        if (type.outcome == Outcome::Precluded) return; // the machine is reset
        auto area = show(type.type, event, guest);
        write_as_handler(wrote, input, area);
        take_back(type.type, event, (bits & 4) != 0, area, guest);
    }

    static stm::domains::Degradation degrade(stm::domains::Domain domain, Event event) {
        auto const got = stm::domains::degrade(domain, event);
        auto const before = static_cast<unsigned>(domain.type);
        auto const after = test::expected_type(row_of(before), event);
        auto const expected = after == before                            ? Outcome::Kept
                              : (domain.degradation & ~after & 0xf) != 0 ? Outcome::Precluded
                                                                         : Outcome::Degraded;
        check(got.outcome == expected, "REQ-DOM-04: whether a domain may become another one");
        check(static_cast<unsigned>(got.type) == (expected == Outcome::Degraded ? after : before),
              "REQ-DOM-04: what a domain becomes");
        (expected == Outcome::Kept ? kept : expected == Outcome::Degraded ? degraded : precluded).reached();
        return got;
    }

    static SaveStateArea show(stm::abi::DomainType type, Event event, GuestSnapshot const& guest) {
        auto const expected = test::expected_populated(row_of(static_cast<unsigned>(type)), event);
        auto const what = stm::domains::populated(type, event);
        check(what.all == expected.all && what.io == expected.io && what.dx == expected.dx &&
                  what.data == expected.data,
              "REQ-DOM-03: what is shown of a domain");
        SaveStateArea area{};
        for (auto& word : area.word)
            word = 0xeeeeeeeeeeeeeeee; // of an earlier SMI
        stm::domains::populate(area, guest, what);
        check(test::same(area, test::expected_area(guest, what)), "REQ-DOM-03: the save state, field by field");
        (what.all ? shown_whole : what.io ? shown_partly : shown_not).reached();
        return area;
    }

    static void take_back(stm::abi::DomainType type, Event event, bool required, SaveStateArea const& area,
                          GuestSnapshot const& guest) {
        auto expected = test::expected_propagated(row_of(static_cast<unsigned>(type)), event);
        if (!required) expected = {};
        auto const what = stm::domains::propagated(type, event, required);
        check(what.all == expected.all && what.data == expected.data, "REQ-DOM-06: what is taken back");
        auto after = guest;
        stm::domains::propagate(area, after, what);
        check(test::same(after, test::expected_guest(area, guest, what)), "REQ-DOM-06: the context, field by field");
        (what.all ? taken_whole : what.data ? taken_data : taken_not).reached();
        if (what.all && event.io && test::get(area, "IORestart") == 0xff && after.rip == test::get(area, "IoEip"))
            restarted.reached();
    }

    std::unique_ptr<stm::domains::VmcsDatabase> database_ = std::make_unique<stm::domains::VmcsDatabase>();
    DatabaseOracle oracle_;
    bool filled_ = false;
};

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace redoubt::fuzz;
    Input input(data, size);
    Domains domains;
    constexpr unsigned most_steps = 32;
    for (unsigned n = 0; n < most_steps && !input.empty(); ++n)
        domains.step(input);
    return 0;
}
