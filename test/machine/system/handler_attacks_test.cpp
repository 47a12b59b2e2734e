// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/resource.h"
#include "test/machine/system/attack.hpp"

#include <doctest/doctest.h>
#include <tuple>

// Attacks that worked on earlier monitors, from the BIOS's side: by its list of resources, by its SMI handler, and by
// where it has put what.
using namespace redoubt::machine;
using namespace redoubt::test;
using redoubt::hostile::Code;
using stm::abi::Function;
using stm::abi::RscMem;
using stm::abi::Status;
using enum redoubt::hostile::Register;

namespace {

constexpr uint32_t pci_address = 0xcf8;
constexpr uint32_t pci_data = 0xcfc;
constexpr uint64_t kept_in_port = 0x80fffffc; // of what is written to 0xCF8 (PCI 3.0, 3.2.2.3.2)
constexpr uint16_t apm_status = 0xb3;         // a byte that keeps what is written
constexpr uint64_t result_at = 0x800;         // in the spare page, behind the code

// What InitializeProtection answers, and whether the SMI behind it is served, by whomever.
std::pair<Loaded::Answer, bool> initialize(ResourceList const& list) {
    Loaded loaded(1);
    loaded.put_list(list);
    loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection),
                            guest::call(Function::Start), guest::raise_smi(1)});
    loaded.run();
    loaded.check_good();
    return {loaded.answers(0).front(), read_handler(loaded.machine, 0).smis == 1};
}

MachineEnd one_smi_to_an_end(Loaded& loaded) {
    loaded.write_after_start({guest::raise_smi(1)});
    return run_to_an_end(loaded);
}

uint64_t result_of_code(Loaded& loaded) {
    return loaded.machine.memory().word(spare_smram(loaded.machine.layout()) + result_at, 8);
}

} // namespace

TEST_CASE("image: REQ-POL-02: a list that claims but one byte of the monitor is refused, as memory or as MMIO (W-01)") {
    PlatformLayout const layout;
    auto const mseg = layout.mseg.base;
    auto const end = layout.tseg.base + layout.tseg.size;
    for (auto const& [range, refused] : {std::pair{Range{layout.tseg.base, layout.tseg.size}, true},
                                         {Range{mseg - 1, 2}, true},
                                         {Range{mseg, 1}, true},
                                         {Range{end - 1, 1}, true},
                                         {Range{0, 0x100000000}, true},
                                         {Range{layout.tseg.base, mseg - layout.tseg.base}, false},
                                         {Range{mseg - 1, 1}, false}}) {
        CAPTURE(range.base);
        CAPTURE(range.size);
        auto const expected = refused ? Loaded::error(Status::Unprotectable) : Loaded::good();
        for (auto const rights : {RscMem::kRead, all_rights}) {
            CHECK(initialize(ResourceList().memory(range, rights)) == std::pair{expected, true});
            CHECK(initialize(ResourceList().memory(secret, rights).mmio(range, rights)) == std::pair{expected, true});
        }
    }
}

TEST_CASE("image: REQ-MAP-06, REQ-MAP-07: what nobody granted is in no map after the handler has touched it (W-02)") {
    PlatformLayout const layout;
    auto const mseg = layout.mseg.base;
    auto const end = layout.tseg.base + layout.tseg.size;
    for (auto const& [address, size, touched] : {std::tuple{mseg, 8u, mseg},
                                                 {mseg - 4, 8u, mseg}, // half of it is the handler's
                                                 {end - 8, 8u, end - 8},
                                                 {secret.base, 1u, secret.base},
                                                 {layout.tseg.base - 4, 8u, layout.tseg.base - 4}})
        for (auto const action :
             {guest::HandlerAction::ReadMemory, guest::HandlerAction::WriteMemory, guest::HandlerAction::Jump}) {
            if (action == guest::HandlerAction::Jump && address % page_size + size > page_size) continue;
            CAPTURE(address);
            CAPTURE(static_cast<int>(action));
            Loaded loaded(1);
            auto const before = bytes_at(loaded, address, size);
            loaded.order(0, ordered(action, address, 0x1122334455667788, size));
            check_stopped(loaded, one_smi_to_an_end(loaded), touched);
            CHECK(bytes_at(loaded, address, size) == before);
            CHECK(read_handler(loaded.machine, 0).orders[0].runs == 0);
            CHECK(read_handler(loaded.machine, 0).orders[0].result == 0);
        }
}

TEST_CASE("image: REQ-EXC-07, REQ-POL-02: what stands in the PCI address port is no address of memory (W-03)") {
    PlatformLayout const layout;
    constexpr uint64_t ones = 0xffffffff;
    auto const result_place = spare_smram(layout) + result_at;
    for (uint64_t const value : {layout.mseg.base, layout.tseg.base + layout.tseg.size - page_size, secret.base})
        for (bool const by_the_os : {false, true}) {
            CAPTURE(value);
            CAPTURE(by_the_os);
            // The OS has put it into 0xCF8, or the handler does; then the handler reads 0xCFC.
            auto const access = [&](Loaded& loaded) {
                loaded.put_list(ResourceList().io(apm_status, 1));
                Code code(CodeMode::Bits64);
                if (by_the_os)
                    loaded.machine.chipset().ports().write(pci_address, 4, static_cast<uint32_t>(value));
                else
                    code.set(Dx, pci_address).set(Ax, value).out(4);
                return code.set(Dx, pci_data).in(4);
            };
            auto const in_port = [&](Loaded& loaded) { return loaded.machine.chipset().ports().read(pci_address, 4); };

            Loaded reading(1);
            order_code(reading, access(reading).set(Di, result_place).store(4).resume());
            auto const of_the_os = in_port(reading);
            CHECK(one_smi_to_an_end(reading) < MachineEnd::Reset);
            CHECK(result_of_code(reading) == ones);
            CHECK(in_port(reading) == of_the_os);

            for (auto const address : {value, value & kept_in_port}) {
                CAPTURE(address);
                Loaded reaching(1);
                order_code(reaching, access(reaching).set(Di, address).load(8).set(Di, result_place).store(8).resume());
                check_stopped(reaching, one_smi_to_an_end(reaching), address);
                CHECK(result_of_code(reaching) == 0);
            }
        }
}

TEST_CASE("image: REQ-EXC-06: INS and OUTS reach no memory that the handler has not, claimed port or not (W-39)") {
    PlatformLayout const layout;
    for (uint64_t const address : {layout.mseg.base, secret.base})
        for (bool const in : {true, false})
            for (bool const claimed : {true, false}) {
                CAPTURE(address);
                CAPTURE(in);
                CAPTURE(claimed);
                Loaded loaded(1);
                ResourceList list;
                if (claimed) list.io(apm_status, 1);
                loaded.put_list(list);
                auto& memory = loaded.machine.memory();
                auto const before = memory.word(address, 1);
                auto const in_port = before ^ 0xff;
                loaded.machine.chipset().ports().write(apm_status, 1, static_cast<uint32_t>(in_port));
                Code code(CodeMode::Bits64);
                order_code(loaded,
                           code.set(Dx, apm_status).set(Di, address).set(Si, address).string_io(in, 1, false).resume());
                auto const end = one_smi_to_an_end(loaded);
                if (claimed)
                    check_stopped(loaded, end, address);
                else
                    CHECK(end < MachineEnd::Reset); // it is as if there were no device
                CHECK(memory.word(address, 1) == before);
                CHECK(loaded.machine.chipset().ports().read(apm_status, 1) == in_port);
            }
}

TEST_CASE(
    "image: REQ-POL-06, REQ-POL-07: the BIOS claims up to port FFFF, not beyond, and none from port 0 on (W-36)") {
    for (auto const& [base, length, accepted] : {std::tuple{uint16_t{0xffff}, uint16_t{1}, true},
                                                 {uint16_t{0xff00}, uint16_t{0x100}, true},
                                                 {uint16_t{1}, uint16_t{0xffff}, true},
                                                 {uint16_t{0xffff}, uint16_t{2}, false},
                                                 {uint16_t{0xff00}, uint16_t{0xffff}, false}}) {
        CAPTURE(base);
        CAPTURE(length);
        auto const expected = accepted ? Loaded::good() : Loaded::error(Status::Unprotectable);
        CHECK(initialize(ResourceList().io(base, length)) == std::pair{expected, true});
    }
    Loaded loaded(1);
    loaded.put_list(ResourceList().io(0xff00, 0x100));
    loaded.machine.chipset().ports().write(apm_status, 1, 0x5a);
    CHECK(loaded.one_smi(ordered(guest::HandlerAction::ReadPort, apm_status, 0, 1)).result == 0xff);
}

TEST_CASE("image: REQ-RSC-08: a BIOS's list with a range of length 0 is refused, and SMIs go on (W-33)") {
    auto const refused = std::pair{Loaded::error(Status::Unprotectable), true};
    CHECK(initialize(ResourceList().memory({secret.base, 0}, all_rights)) == refused);
    CHECK(initialize(ResourceList().mmio({secret.base, 0}, all_rights)) == refused);
    CHECK(initialize(ResourceList().io(apm_status, 0)) == refused);
    CHECK(initialize(ResourceList().memory(secret, all_rights).io(apm_status, 0)) == refused);
}

TEST_CASE("image: REQ-BIOS-03: without all of the monitor in what SMRR covers it does not start") {
    PlatformLayout const layout;
    for (auto const& [base, size] : {std::pair{layout.tseg.base, layout.tseg.size / 2}, // without MSEG
                                     {layout.mseg.base, layout.mseg.size},              // without the BIOS's part
                                     {layout.mseg.base, layout.mseg.size / 2},
                                     {layout.tseg.base, layout.tseg.size}}) {
        CAPTURE(base);
        CAPTURE(size);
        Loaded loaded(1);
        auto& msrs = loaded.machine.processor(0).state().msrs;
        msrs.smrr_base = base | msrs.smrr_base % page_size;
        msrs.smrr_mask = (0x100000000 - size) | msrs.smrr_mask % page_size;
        loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection), guest::raise_smi(1)});
        loaded.run();
        loaded.check_good();
        bool const good = size == layout.tseg.size;
        CHECK(loaded.answers(0).front() == (good ? Loaded::good() : Loaded::error(Status::Unspecified)));
    }
}
