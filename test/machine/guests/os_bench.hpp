// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/placement.hpp"
#include "machine/guests/scripts.hpp"
#include "test/machine/guests/bench.hpp"
#include "test/machine/guests/elf.hpp"

#include <doctest/doctest.h>

namespace redoubt::machine::guest::test {

// A processor of the OS stand-in, about to begin; alone in its world, unless it is given one.
struct OsBench {
    explicit OsBench(unsigned which = 0)
        : number(which), own(std::make_unique<World>(os_image(), os_header().image)), world(*own) {
        begin();
    }
    OsBench(unsigned which, World& shared) : number(which), world(shared) { begin(); }

    unsigned number;
    std::unique_ptr<World> own = nullptr;
    World& world;
    Cpu processor{world};
    OsMailbox& mailbox = world.memory.at<OsMailbox>(os_header().mailboxes.of(number));

    // Its script runs to the end.
    void finish() {
        CHECK(processor.run() == ZYDIS_MNEMONIC_HLT);
        CHECK(mailbox.failure.failure == OsFailure::None);
        CHECK(mailbox.state == OsState::Finished);
    }

    // It gives up, for that reason.
    void fail(OsFailure failure) {
        CHECK(processor.run() == ZYDIS_MNEMONIC_HLT);
        CHECK(mailbox.failure.failure == failure);
        CHECK(mailbox.state == OsState::Failed);
    }

    // Goes on into the loop of compute_with(), where all general registers are in use.
    void run_into_computation() {
        auto const function = read_elf("os_image.elf").address_of("compute_with");
        for (unsigned i = 0; i < 1'000'000; ++i) {
            if (auto const offset = processor.cpu.rip - function; offset >= 0x50 && offset < 0x70) return;
            processor.run_some(61);
        }
        FAIL("the computation was not met");
    }

private:
    void begin() {
        processor.cpu.rip = os_header().entry;
        processor.cpu.set<uint64_t>(at::rsp, os_header().stacks.of(number));
        processor.cpu.set<uint64_t>(at::rdi, number);
    }
};

} // namespace redoubt::machine::guest::test
