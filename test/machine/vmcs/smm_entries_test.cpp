// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/rule_broken.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::InterruptionType;
using B = EntryBench&;

TEST_CASE("machine: a return from SMM to VMX root operation asks for no execution control") {
    CHECK(rule_broken(return_to_root, [](B b) { // neither is the VMX-preemption timer's saving checked
              b.add(Field::ExitControls, stm::abi::exit_control::kSavePreemptionTimer);
              b.set(Field::PinControls, 0);
          }) == "none");
    CHECK(rule_broken(return_to_root, [](B b) { // virtual NMIs are 0
              b.set(Field::GuestInterruptibility, stm::abi::interruptibility::kBlockingByNmi);
              b.inject(InterruptionType::Nmi, 2);
          }) == "none");
    CHECK(rule_broken(return_to_root, [](B b) { // the current VMCS is the SMM-transfer VMCS afterwards
              b.set(Field::VmcsLinkPointer, EntryBench::other_region);
          }) == "none");
    CHECK(rule_broken(return_to_root, [](B b) {
              b.add(Field::EntryControls, stm::abi::entry_control::kDeactivateDualMonitor);
          }) == "none");
}

TEST_CASE("machine: a return from SMM to a guest takes execution controls from the executive VMCS") {
    CHECK(rule_broken(return_to_guest, [](B b) { // an unrestricted one
              b.executive->set(Field::Proc2Controls,
                               stm::abi::proc2_control::kEpt | stm::abi::proc2_control::kUnrestrictedGuest);
              real_mode_guest(b);
          }) == "none");
    CHECK(rule_broken(return_to_guest, [](B b) { // and one that is not
              real_mode_guest(b);
          }) == "26.3.1.1: CR0 of the guest is as VMX operation has it");
    CHECK(rule_broken(return_to_guest, [](B b) { b.inject(InterruptionType::Other, 0); }) == "none");
    CHECK(rule_broken(return_to_guest,
                      [](B b) { b.add(Field::ExitControls, stm::abi::exit_control::kSavePreemptionTimer); }) == "none");
}

TEST_CASE("machine: wrong execution controls of the executive VMCS are told from other wrong controls") {
    EntryBench bench;
    return_to_guest(bench);
    bench.executive->set(Field::PinControls, 0);
    CHECK(check_executive_controls(bench.subject()));
    CHECK_FALSE(check_controls(bench.subject()));

    EntryBench ordinary;
    long_mode_guest(ordinary);
    ordinary.set(Field::PinControls, 0);
    CHECK_FALSE(check_executive_controls(ordinary.subject()));
    CHECK(check_controls(ordinary.subject()));

    EntryBench root;
    return_to_root(root);
    CHECK_FALSE(check_executive_controls(root.subject()));
}

TEST_CASE("machine: SMIs may be blocked or not after a return from SMM") {
    for (auto* const entry : {return_to_root, return_to_guest})
        for (auto const blocked : {uint64_t{0}, uint64_t{stm::abi::interruptibility::kBlockingBySmi}})
            CHECK(rule_broken(entry, [=](EntryBench& b) { b.set(Field::GuestInterruptibility, blocked); }) == "none");
}

TEST_CASE("machine: the exit controls are checked alone when VMCALL activates the dual-monitor treatment") {
    EntryBench bench;
    long_mode_guest(bench);
    bench.set(Field::PinControls, 0);
    bench.set(Field::EntryControls, 0);
    CHECK_FALSE(check_exit_controls(bench.subject()));
    bench.set(Field::ExitMsrStoreAddress, 0x14004);
    auto const violation = check_exit_controls(bench.subject());
    REQUIRE(violation);
    CHECK(violation->rule == "26.2.1.2: the VM-exit MSR-store area begins at a multiple of 16");
}
