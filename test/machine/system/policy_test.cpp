// SPDX-License-Identifier: Apache-2.0
#include "machine/board/apm.hpp"
#include "machine/board/pm_registers.hpp"
#include "machine/board/resource_list.hpp"
#include "machine/board/usual_resources.hpp"
#include "spec/abi/psd.h"
#include "spec/abi/resource.h"
#include "test/machine/system/loaded.hpp"

#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <tuple>

// What the BIOS's list claims is what the SMI handler reaches on the machine, and nothing else.
using namespace redoubt::machine;
using redoubt::test::events_of;
using redoubt::test::Loaded;
using redoubt::test::ordered;
using stm::abi::Function;
using stm::abi::RscMem;
using stm::abi::Status;

namespace {

constexpr Range claimed{0x1000000, 0x3000}; // memory of the OS's, that a list claims

// With the ports by which the handler learns why it was called and lets the next SMI come.
std::vector<std::byte> with_rights(uint32_t rights) {
    PlatformLayout const layout;
    ResourceList list;
    list.memory(claimed, rights).io(layout.pm_block, pm::ports).io(layout.apm_command, Apm::ports);
    return list.finished();
}

// All scripts, or what the machine comes to before.
MachineEnd run_to_an_end(Loaded& loaded) {
    auto end = MachineEnd::Budget;
    for (unsigned i = 0; i < 100 && end == MachineEnd::Budget && !loaded.finished(); ++i)
        end = loaded.machine.run(100'000);
    return end;
}

MachineEnd one_smi(Loaded& loaded) {
    loaded.write_after_start({guest::raise_smi(1)});
    return run_to_an_end(loaded);
}

void check_that_it_stopped(Loaded& loaded, MachineEnd end) {
    CHECK(end == MachineEnd::Reset);
    CHECK(read_handler(loaded.machine, 0).orders[0].runs == 0);
    auto const lines = events_of(loaded.machine, EventKind::SerialLine);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().text.starts_with("Redoubt: processor 0000000000000000 stopped, exit reason 0000000000000030"));
}

void check_that_it_went_on(Loaded& loaded) {
    REQUIRE(loaded.finished());
    loaded.check_good();
    CHECK(read_handler(loaded.machine, 0).orders[0].runs == 1);
}

// With this list the monitor does not become active, and SMIs go on without it.
void check_that_it_is_refused(std::vector<std::byte> const& list) {
    Loaded loaded(1);
    loaded.put_list(list);
    loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection), guest::raise_smi(1)});
    loaded.run();
    loaded.check_good();
    CHECK(loaded.answers(0) == std::vector{Loaded::error(Status::Unprotectable)});
    CHECK(read_handler(loaded.machine, 0).smis == 1);
}

} // namespace

TEST_CASE("image: REQ-POL-08: the handler reads and writes what its list claims, as far as it claims it") {
    for (uint64_t const offset : {uint64_t{0}, uint64_t{0xff8}, uint64_t{0x1abc}, uint64_t{0x2ff8}}) {
        CAPTURE(offset);
        Loaded loaded(1);
        loaded.put_list(with_rights(RscMem::kRead | RscMem::kWrite));
        auto* const memory = loaded.machine.memory().ram(claimed.base + offset);
        *memory = std::byte{0x5a};
        loaded.order(0, ordered(guest::HandlerAction::ReadMemory, claimed.base + offset, 0, 1));
        one_smi(loaded);
        check_that_it_went_on(loaded);
        CHECK(read_handler(loaded.machine, 0).orders[0].result == 0x5a);

        Loaded writing(1);
        writing.put_list(with_rights(RscMem::kRead | RscMem::kWrite));
        writing.order(0, ordered(guest::HandlerAction::WriteMemory, claimed.base + offset, 0xa5, 1));
        one_smi(writing);
        check_that_it_went_on(writing);
        CHECK(*writing.machine.memory().ram(claimed.base + offset) == std::byte{0xa5});
    }
}

TEST_CASE("image: REQ-POL-01, REQ-MAP-06: what no list claims ends the machine, and is neither read nor written") {
    auto const below = claimed.base - 1;
    auto const behind = claimed.base + claimed.size;
    for (auto const address : {below, behind, uint64_t{0x200000}, uint64_t{0x7effffff}, uint64_t{0xfec00000}})
        for (auto const action : {guest::HandlerAction::ReadMemory, guest::HandlerAction::WriteMemory}) {
            CAPTURE(address);
            Loaded loaded(1);
            loaded.put_list(with_rights(RscMem::kRead | RscMem::kWrite));
            auto* const memory = loaded.machine.memory().ram(address);
            if (memory != nullptr) *memory = std::byte{0x5a};
            loaded.order(0, ordered(action, address, 0xff, 1));
            check_that_it_stopped(loaded, one_smi(loaded));
            if (memory != nullptr) CHECK(*memory == std::byte{0x5a});
            CHECK(read_handler(loaded.machine, 0).orders[0].result == 0);
        }
}

TEST_CASE("image: REQ-POL-01: who claims reading alone may not write, and who claims writing alone gets nothing") {
    for (auto const& [rights, action, goes_on] :
         {std::tuple{RscMem::kRead, guest::HandlerAction::ReadMemory, true},
          std::tuple{RscMem::kRead, guest::HandlerAction::WriteMemory, false},
          std::tuple{RscMem::kWrite, guest::HandlerAction::WriteMemory, false}}) {
        CAPTURE(rights);
        Loaded loaded(1);
        loaded.put_list(with_rights(rights));
        *loaded.machine.memory().ram(claimed.base) = std::byte{0x5a};
        loaded.order(0, ordered(action, claimed.base, 0xff, 1));
        auto const end = one_smi(loaded);
        if (goes_on)
            check_that_it_went_on(loaded);
        else
            check_that_it_stopped(loaded, end);
        CHECK(*loaded.machine.memory().ram(claimed.base) == std::byte{0x5a});
    }
}

TEST_CASE(
    "image: REQ-POL-01: a page that was read is in the map for reading, and for nothing else that is not claimed") {
    constexpr std::byte ret{0xc3};
    for (auto const action : {guest::HandlerAction::WriteMemory, guest::HandlerAction::Jump}) {
        Loaded loaded(1);
        loaded.put_list(with_rights(RscMem::kRead));
        *loaded.machine.memory().ram(claimed.base) = ret;
        auto handler = read_handler(loaded.machine, 0);
        handler.order = guest::HandlerMailbox::kFromPort;
        handler.orders[1] = ordered(guest::HandlerAction::ReadMemory, claimed.base, 0, 1);
        handler.orders[2] = ordered(action, claimed.base, 0xff, 1);
        write_handler(loaded.machine, 0, handler);
        loaded.write_after_start({guest::raise_smi(1), guest::raise_smi(2)});
        auto const end = run_to_an_end(loaded);
        CHECK(read_handler(loaded.machine, 0).orders[1].runs == 1);
        CHECK(read_handler(loaded.machine, 0).orders[2].runs == 0);
        CHECK(*loaded.machine.memory().ram(claimed.base) == ret);
        check_that_it_stopped(loaded, end);
    }
}

TEST_CASE(
    "image: REQ-POL-01: code runs outside SMRAM where the list claims it and the descriptor does not exclude it") {
    constexpr std::array rsm{std::byte{0x0f}, std::byte{0xaa}};
    for (bool const claims : {true, false})
        for (bool const excluded : {true, false}) {
            CAPTURE(claims);
            CAPTURE(excluded);
            Loaded loaded(1);
            loaded.put_list(with_rights(RscMem::kRead | (claims ? RscMem::kExecute : 0)));
            auto const psd = loaded.machine.layout().smbase(0) + stm::abi::smbase::kPsd;
            auto& state = *loaded.machine.memory().ram(psd + offsetof(stm::abi::Psd, smm_entry_state));
            auto const flag = std::byte{stm::abi::Psd::kExecutionDisableOutsideSmrr};
            state = excluded ? state | flag : state & ~flag;
            std::ranges::copy(rsm, loaded.machine.memory().ram(claimed.base));
            loaded.order(0, ordered(guest::HandlerAction::Jump, claimed.base));
            auto const end = one_smi(loaded);
            if (claims && !excluded)
                CHECK(loaded.finished());
            else
                check_that_it_stopped(loaded, end);
        }
}

TEST_CASE("image: REQ-MAP-07, REQ-POL-08: a page is put into the map at the first touch, and stays for later SMIs") {
    auto const violations = [](uint64_t smis) {
        Loaded loaded(2);
        loaded.put_list(with_rights(RscMem::kRead));
        for (unsigned number = 0; number < 2; ++number)
            loaded.order(number, ordered(guest::HandlerAction::ReadMemory, claimed.base, 0, 8));
        loaded.write_after_start({guest::compute(20), guest::raise_smi(1)}, smis);
        loaded.run();
        loaded.check_good();
        for (unsigned number = 0; number < 2; ++number)
            CHECK(read_handler(loaded.machine, number).orders[0].runs >= smis);
        return events_of(loaded.machine, EventKind::EptViolation).size();
    };
    auto const once = violations(1);
    CHECK(once >= 2 * 2); // SMRAM and the page, on each processor
    CHECK(violations(10) == once);
}

TEST_CASE("image: REQ-POL-02: a list that claims the monitor's memory is refused, coreboot's own among them") {
    auto const layout = PlatformLayout{.processors = 1};
    ResourceList one_page;
    one_page.memory({layout.mseg.base, 0x1000}, RscMem::kRead);
    check_that_it_is_refused(usual_resources(layout, Style::Coreboot));
    check_that_it_is_refused(one_page.finished());
}

TEST_CASE("image: REQ-RSC-06: a list without an end, of an unknown type, or chained in a circle is refused") {
    auto const place = PlatformLayout{}.resource_list; // below the monitor's memory
    ResourceList full;
    for (uint64_t i = 0; i < place.size / sizeof(RscMem); ++i)
        full.memory(claimed, RscMem::kRead);
    auto endless = full.finished();
    endless.resize(place.size);
    auto unknown = with_rights(RscMem::kRead);
    unknown[0] = std::byte{0xff};
    auto circle = ResourceList{}.finished();
    for (unsigned i = 0; i < 8; ++i) // ResourceListContinuation, behind the header of END
        circle[8 + i] = static_cast<std::byte>(place.base >> (8 * i));
    for (auto const& list : {endless, unknown, circle})
        check_that_it_is_refused(list);
}

TEST_CASE("image: REQ-POL-08: without a list the handler has its own SMRAM, and is served") {
    Loaded loaded(1);
    auto const psd = loaded.machine.layout().smbase(0) + stm::abi::smbase::kPsd;
    auto* const field = loaded.machine.memory().ram(psd + offsetof(stm::abi::Psd, bios_hw_resource_requirements_ptr));
    std::fill(field, field + 8, std::byte{0});
    auto const own = loaded.machine.layout().smi_handler().base;
    loaded.order(0, ordered(guest::HandlerAction::ReadMemory, own, 0, 8));
    one_smi(loaded);
    check_that_it_went_on(loaded);
}
