// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <set>
#include <string>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
namespace proc2_control = stm::abi::proc2_control;

namespace {

constexpr uint64_t linear = 0x400000;
constexpr uint64_t first_ept = 0x3001e;
constexpr uint64_t second_ept = 0x3101e;

TlbEntry entry(bool global) {
    return {.physical = 0x5000,
            .writable = true,
            .user = false,
            .executable = true,
            .global = global,
            .dirty = true,
            .protection_of_ept = 7};
}

struct Mapping {
    std::string name;
    TlbTag tag;
    bool global;
};

std::vector<Mapping> const& mappings() {
    static std::vector<Mapping> const all{{"host", {}, false},
                                          {"host global", {.pcid = 3}, true},
                                          {"vpid 9", {.vpid = 9}, false},
                                          {"vpid 9 global", {.vpid = 9, .pcid = 3}, true},
                                          {"vpid 8", {.vpid = 8}, false},
                                          {"first ept", {.eptp = eptp_tag(first_ept), .vpid = 9}, false},
                                          {"second ept", {.eptp = eptp_tag(second_ept), .vpid = 9}, false}};
    return all;
}

// All mappings are there before; their names and the guest-physical ones' that are gone after.
std::set<std::string> dropped(Rig& rig, std::function<void(Rig&)> const& act) {
    auto& tlb = rig.mmu.tlb();
    for (auto const& each : mappings())
        tlb.keep(each.tag, linear + (each.global ? kPageSize : 0), entry(each.global));
    for (auto const eptp : {first_ept, second_ept})
        tlb.keep_guest_physical(eptp, linear, entry(false));
    act(rig);
    std::set<std::string> gone;
    for (auto const& each : mappings())
        if (!tlb.find(each.tag, linear + (each.global ? kPageSize : 0))) gone.insert(each.name);
    if (!tlb.find_guest_physical(first_ept, linear)) gone.insert("guest-physical first");
    if (!tlb.find_guest_physical(second_ept, linear)) gone.insert("guest-physical second");
    return gone;
}

std::set<std::string> dropped_by(std::function<void(Rig&)> const& instruction) {
    Rig rig;
    rig.enter_vmx_root();
    return dropped(rig, instruction);
}

using Names = std::set<std::string>;

Names const host{"host", "host global"};
Names const all_vpids{"host", "host global", "vpid 9", "vpid 9 global", "vpid 8", "first ept", "second ept"};

// With a VMCS for a guest, with VPID 9 or without.
struct Guest : Rig {
    explicit Guest(bool vpid) {
        enter_vmx_root();
        fill_guest_and_host();
        if (!vpid) return;
        set_bits(Field::ProcControls, stm::abi::proc_control::kSecondaryControls);
        set(Field::Proc2Controls, proc2_control::kVpid);
        set(Field::Vpid, 9);
    }
};

} // namespace

TEST_CASE("machine: INVEPT drops the mappings of one EPT pointer, or of all") {
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invept(1, first_ept, 0); }) == Names{"first ept", "guest-physical first"});
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invept(2, 0, 0); }) ==
          Names{"first ept", "second ept", "guest-physical first", "guest-physical second"});
}

TEST_CASE("machine: INVEPT that fails drops nothing") {
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invept(1, 0x30000, 0); }).empty());
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invept(0, first_ept, 0); }).empty());
}

TEST_CASE("machine: INVVPID drops an address, a VPID, all but the host's, or all but global ones") {
    Names const of_9{"vpid 9", "first ept", "second ept"};
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invvpid(0, 9, linear + 5); }) == of_9);
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invvpid(0, 9, linear + kPageSize); }) == Names{"vpid 9 global"});
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invvpid(1, 9, 0); }) ==
          Names{"vpid 9", "vpid 9 global", "first ept", "second ept"});
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invvpid(2, 0, 0); }) ==
          Names{"vpid 9", "vpid 9 global", "vpid 8", "first ept", "second ept"});
    CHECK(dropped_by([](Rig& rig) { rig.vmx.invvpid(3, 9, 0); }) == of_9);
}

TEST_CASE("machine: without a VPID, VM entries and VM exits each drop the host's mappings") {
    Guest guest{false};
    CHECK(dropped(guest, [](Rig& rig) { rig.enter_guest(); }) == host);
    CHECK(dropped(guest, [](Rig& rig) { rig.vmx.exit({.reason = stm::abi::ExitReason::Hlt}); }) == host);
}

TEST_CASE("machine: with a VPID, VM entries and VM exits drop nothing") {
    Guest guest{true};
    CHECK(dropped(guest, [](Rig& rig) { rig.enter_guest(); }).empty());
    CHECK(dropped(guest, [](Rig& rig) { rig.vmx.exit({.reason = stm::abi::ExitReason::Hlt}); }).empty());
}

TEST_CASE("machine: activation and SMM VM exits drop the host's mappings, returns from SMM those of all VPIDs") {
    Rig rig;
    rig.enter_vmx_root();
    CHECK(dropped(rig, [](Rig& each) { each.activate(); }) == host);
    rig.set_up_monitor();
    CHECK(dropped(rig, [](Rig& each) { CHECK(each.vmx.vmlaunch() == Transition::Entered); }) == all_vpids);
    CHECK(dropped(rig, [](Rig& each) { each.vmx.smi(false); }) == host);
    CHECK(dropped(rig, [](Rig& each) { CHECK(each.vmx.vmresume() == Transition::Entered); }) == all_vpids);
}

TEST_CASE("machine: when the guest has a VPID, an SMM VM exit drops the host's mappings alone, the return all VPIDs'") {
    Guest guest{true};
    guest.put_mseg_header();
    CHECK(guest.vmx.vmcall(3) == Transition::Exited);
    guest.set_up_monitor();
    CHECK(guest.vmx.vmlaunch() == Transition::Entered);
    guest.make_current(Rig::other_region);
    guest.fill_guest_and_host();
    guest.set_bits(Field::ProcControls, stm::abi::proc_control::kSecondaryControls);
    guest.set(Field::Proc2Controls, proc2_control::kVpid);
    guest.set(Field::Vpid, 9);
    guest.enter_guest();
    CHECK(dropped(guest, [](Rig& each) { each.vmx.smi(false); }) == host);
    CHECK(dropped(guest, [](Rig& each) { CHECK(each.vmx.vmresume() == Transition::Entered); }) == all_vpids);
    CHECK(guest.vmx.operation() == VmxOperation::NonRoot);
}

TEST_CASE("machine: the default treatment drops the host's mappings with the SMI, and those of all VPIDs with RSM") {
    Guest guest{true};
    guest.enter_guest();
    CHECK(dropped(guest, [](Rig& each) { each.vmx.suspend(); }) == host);
    CHECK(dropped(guest, [](Rig& each) { each.vmx.resume(); }) == all_vpids);
    Rig without; // VMX operation
    CHECK(dropped(without, [](Rig& each) { each.vmx.suspend(); }) == host);
    CHECK(dropped(without, [](Rig& each) { each.vmx.resume(); }) == all_vpids);
}
