// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/resource_list.hpp"
#include "spec/abi/resource.h"
#include "spec/abi/status.h"
#include "test/machine/system/image.hpp"
#include "test/machine/system/os_run.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <span>
#include <vector>

namespace redoubt::test {

inline constexpr uint64_t page_size = 0x1000;
inline constexpr uint64_t parameters = 0x2000000;           // pages of the OS's, one for each call
inline constexpr machine::Range secret{0x3000000, 0x10000}; // memory of the OS's that no list claims
inline constexpr uint32_t all_rights =
    stm::abi::RscMem::kRead | stm::abi::RscMem::kWrite | stm::abi::RscMem::kExecute;
inline constexpr machine::PciAddress lpc_bridge{.bus = 0, .device = 31, .function = 0};

inline constexpr uint64_t patience = 10'000'000; // iterations of a processor that waits for others

// The image under the OS stand-in, loaded as one of the firmwares does it.
struct Loaded : OsRun {
    explicit Loaded(unsigned processors, machine::Style style = machine::Style::Edk2, uint64_t seed = 1)
        : OsRun(processors, seed) {
        REQUIRE(machine::load_monitor(machine, the_image(), style).loaded());
        machine::start_os(machine);
    }
    // The monitor is started first; then all of them do the same.
    void write_after_start(machine::guest::Script const& script, uint64_t rounds = 1) {
        for (unsigned number = 0; number < machine.processors(); ++number) {
            auto whole = machine::guest::start_monitor(number, machine.processors(), patience);
            whole.push_back(machine::guest::meet(machine.processors(), patience));
            auto const repeat_from = static_cast<uint32_t>(whole.size());
            whole.insert(whole.end(), script.begin(), script.end());
            write_script(number, whole, repeat_from, rounds);
        }
    }
    // What the handler does with every SMI on this processor.
    void order(unsigned processor, machine::guest::HandlerOrder const& order) {
        auto handler = machine::read_handler(machine, processor);
        handler.order = 0;
        handler.orders[0] = order;
        machine::write_handler(machine, processor, handler);
    }
    // The BIOS's resource list, before the monitor reads it.
    void put_list(std::span<std::byte const> list) {
        std::ranges::copy(list, machine.memory().ram(machine.layout().resource_list.base));
    }
    void put_list(machine::ResourceList const& list) { put_list(list.finished()); }
    // What became of the order, which the handler carries out in one SMI on this machine of one processor.
    machine::guest::HandlerOrder one_smi(machine::guest::HandlerOrder const& wanted) {
        order(0, wanted);
        write_after_start({machine::guest::raise_smi(1)});
        run();
        check_good();
        auto const done = machine::read_handler(machine, 0);
        CHECK(done.fault.count == 0);
        CHECK(done.orders[0].runs == 1);
        return done.orders[0];
    }
    struct Answer {
        uint64_t status;
        uint32_t carry;
        bool operator==(Answer const&) const = default;
    };
    // Of the calls in a processor's script, in their order.
    [[nodiscard]] std::vector<Answer> answers(unsigned processor) {
        auto const os = machine::read_os(machine, processor);
        std::vector<Answer> all;
        for (uint32_t i = 0; i < os.length; ++i)
            if (os.script[i].action == machine::guest::OsAction::Call) {
                CHECK(os.script[i].vmx_error == 0);
                all.push_back({os.script[i].result, os.script[i].carry});
            }
        return all;
    }
    static Answer good() { return {0, 0}; }
    static Answer error(stm::abi::Status status) { return {static_cast<uint64_t>(status), 1}; }
};

inline machine::guest::HandlerOrder ordered(machine::guest::HandlerAction action, uint64_t address = 0,
                                            uint64_t value = 0, uint32_t size = 4) {
    return {
        .action = action, .size = size, .address = address, .value = value, .result = 0, .result_high = 0, .runs = 0};
}

} // namespace redoubt::test
