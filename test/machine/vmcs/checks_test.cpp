// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/provocation.hpp"
#include "test/machine/vmcs/rule_broken.hpp"

#include <doctest/doctest.h>
#include <set>
#include <vector>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::EntryFailure;

namespace {

// Controls, the host's state, the guest's state: each is checked when the one before holds.
std::vector<Checks> const stages[] = {
    {execution_control_checks(), exit_control_checks(), entry_control_checks()},
    {host_register_checks(), host_segment_checks(), host_width_checks()},
    {guest_register_checks(), guest_segment_checks(), guest_system_segment_checks(), guest_table_checks(),
     guest_rip_checks(), guest_non_register_checks(), guest_pdpte_checks()},
};

constexpr void (*good_entries[])(EntryBench&) = {long_mode_guest, protected_guest,    pae_guest,
                                                 real_mode_guest, virtual_8086_guest, guest_of_32_bit_host,
                                                 entry_to_smm,    return_to_root,     return_to_guest};

Provocations all_provocations() {
    Provocations all;
    for (auto const& some :
         {control_provocations(), injection_provocations(), host_provocations(), guest_register_provocations(),
          guest_segment_provocations(), guest_non_register_provocations()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

// All rules of a stage that an entry breaks.
std::set<std::string> broken(std::vector<Checks> const& stage, Subject const& subject) {
    std::set<std::string> rules;
    for (auto const table : stage)
        for (auto const& check : table)
            if (!check.holds(subject)) rules.insert(check.rule);
    return rules;
}

// What breaks with a rule, always: an area that begins beyond the width ends there.
std::set<std::string> with_consequences(std::string const& rule) {
    std::string const begins = "begins within";
    auto const at = rule.find(begins);
    if (at == rule.npos) return {rule};
    return {rule, std::string{rule}.replace(at, begins.size(), "ends within")};
}

} // namespace

TEST_CASE("machine: entries of every kind that nothing is wrong with pass all checks") {
    for (auto* const entry : good_entries) {
        EntryBench bench;
        entry(bench);
        CHECK(rule_broken(bench) == "none");
    }
}

TEST_CASE("machine: each way to break a rule of VM entries is found, by the name of that rule") {
    for (auto const& provocation : all_provocations()) {
        EntryBench bench;
        provocation.entry(bench);
        CHECK(rule_broken(bench) == "none");
        provocation.change(bench);
        CHECK(rule_broken(bench) == provocation.rule);
    }
}

TEST_CASE("machine: a way to break a rule of VM entries breaks no other") {
    for (auto const& provocation : all_provocations()) {
        EntryBench bench;
        provocation.entry(bench);
        provocation.change(bench);
        auto const subject = bench.subject();
        if (subject.returns_to_root()) continue; // its execution controls are not to be looked at
        for (auto const& stage : stages) {
            auto const rules = broken(stage, subject);
            if (rules.empty()) continue;
            CHECK(rules == with_consequences(provocation.rule));
            break;
        }
    }
}

TEST_CASE("machine: every check of VM entries has a name of its own, and is provoked") {
    std::set<std::string> rules;
    for (auto const& stage : stages)
        for (auto const table : stage)
            for (auto const& check : table)
                CHECK_MESSAGE(rules.insert(check.rule).second, check.rule);
    std::set<std::string> provoked;
    for (auto const& provocation : all_provocations())
        provoked.insert(provocation.rule);
    CHECK(rules == provoked);
}

TEST_CASE("machine: a failure by guest state has the qualification of what failed") {
    for (auto const& check : guest_pdpte_checks())
        CHECK(check.qualification == EntryFailure::Pdpte);
    for (auto const& check : guest_non_register_checks()) {
        std::string_view const rule = check.rule;
        if (rule.find("link pointer") != rule.npos)
            CHECK(check.qualification == EntryFailure::LinkPointer);
        else if (rule == "26.3.1.5: STI does not block an NMI that is injected")
            CHECK(check.qualification == EntryFailure::NmiInjection);
        else
            CHECK(check.qualification == EntryFailure::None);
    }
    for (auto* const table : {guest_register_checks, guest_segment_checks, guest_system_segment_checks,
                              guest_table_checks, guest_rip_checks})
        for (auto const& check : table())
            CHECK(check.qualification == EntryFailure::None);

    EntryBench bench;
    pae_guest(bench);
    bench.memory.set_word(EntryBench::page_tables, 8, 3);
    auto const violation = check_guest_state(bench.subject());
    REQUIRE(violation);
    CHECK(violation->qualification == EntryFailure::Pdpte);
}
