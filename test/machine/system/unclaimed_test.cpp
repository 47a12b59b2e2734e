// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/event_log.h"
#include "spec/abi/msr.h"
#include "test/machine/system/calls.hpp"

#include <cstring>
#include <doctest/doctest.h>

// What the OS reads in its log of what the SMI handler reached for without a claim.
using namespace redoubt::machine;
using namespace redoubt::test;
using stm::abi::EventType;
using stm::abi::Msr;
using stm::abi::RscType;

namespace {

// The BIOS's usual list claims neither of the first three, and reading of the last ones.
constexpr uint16_t post_code = 0x80;
constexpr uint64_t host_register = 0x54; // of bus 0, device 0, function 0, as an order names it
constexpr auto star = static_cast<uint64_t>(Msr::Star);
constexpr uint16_t apm_status = 0xb3;
constexpr auto smrr_base = static_cast<uint64_t>(Msr::SmrrPhysBase);

// The OS has a log, one SMI follows, and the handler does this.
struct Reaching : Loaded {
    explicit Reaching(guest::HandlerOrder const& wanted, uint32_t events = all_events) : Loaded(1) {
        order(0, wanted);
        auto script = start_log(*this);
        put_log_request(*this, 1, stm::abi::LogRequest::Configure, events);
        script.push_back(guest::raise_smi(1));
        write_after_start(script);
        run();
        check_good();
        CHECK(read_handler(machine, 0).orders[0].runs == 1);
    }
    // Those behind LogStarted.
    std::vector<stm::abi::LogEntry> events() {
        std::vector<stm::abi::LogEntry> found;
        for (unsigned slot = 0; slot < stm::abi::kLogEntriesPerPage; ++slot) {
            auto const entry = log_entry(*this, slot);
            if ((entry.header.flags & stm::abi::LogEntryHeader::kValid) == 0) break;
            if (entry.header.type != EventType::LogStarted) found.push_back(entry);
        }
        return found;
    }
};

// What the one event says that this brings.
template <typename Descriptor>
Descriptor logged(guest::HandlerOrder const& wanted) {
    auto const events = Reaching(wanted).events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].header.type == EventType::BiosAccessToUnclaimedResource);
    Descriptor descriptor;
    std::memcpy(&descriptor, events[0].data, sizeof descriptor);
    return descriptor;
}

} // namespace

TEST_CASE("image: REQ-EXC-11: the OS reads in its log of a port that nobody claimed, which the handler reached for") {
    for (auto const action : {guest::HandlerAction::ReadPort, guest::HandlerAction::WritePort}) {
        auto const io = logged<stm::abi::RscIo>(ordered(action, post_code, 0x77, 1));
        CHECK(io.header.rsc_type == RscType::IoRange);
        CHECK(io.base == post_code);
        CHECK(io.length == 1);
    }
}

TEST_CASE("image: REQ-EXC-11: a register of PCI configuration is logged by its function and its number") {
    auto const pci = logged<stm::abi::RscPciCfg>(ordered(guest::HandlerAction::WritePci, host_register, 0, 2));
    CHECK(pci.header.rsc_type == RscType::PciCfgRange);
    CHECK(pci.base == host_register);
    CHECK(pci.length == 2);
    CHECK(pci.rw_attributes == stm::abi::RscPciCfg::kWrite);
}

TEST_CASE("image: REQ-EXC-11: an MSR is logged by what was wanted of it") {
    auto const msr = logged<stm::abi::RscMsr>(ordered(guest::HandlerAction::WriteMsr, star, 1));
    CHECK(msr.header.rsc_type == RscType::MachineSpecificReg);
    CHECK(msr.msr_index == star);
    CHECK(msr.read_mask == 0);
    CHECK(msr.write_mask == ~uint64_t{0});
}

TEST_CASE("image: REQ-EXC-11: what the BIOS claimed is no event") {
    CHECK(Reaching(ordered(guest::HandlerAction::ReadPort, apm_status, 0, 1)).events().empty());
    CHECK(Reaching(ordered(guest::HandlerAction::ReadMsr, smrr_base)).events().empty());
    CHECK(Reaching(ordered(guest::HandlerAction::ReadPci, lpc_bridge.device << 11, 0, 4)).events().empty());
}

TEST_CASE("image: REQ-EXC-11: an OS that does not want these events gets none") {
    constexpr uint32_t others = all_events & ~(1u << static_cast<unsigned>(EventType::BiosAccessToUnclaimedResource));
    CHECK(Reaching(ordered(guest::HandlerAction::ReadPort, post_code, 0, 1), others).events().empty());
}
