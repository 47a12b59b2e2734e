// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/frame.h"
#include "test/exceptions/world.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

Frame full() {
    Frame frame{};
    std::memset(&frame, 0xee, sizeof frame);
    return frame;
}

} // namespace

TEST_CASE("REQ-EXC-09: in long mode each of the 28 fields is the interrupted context's, at the interface's offset") {
    Random random(seed_or(96));
    CHECK(kFields.size() * 8 == sizeof(Frame));
    for (unsigned step = 0; step < 1000; ++step) {
        auto const context = random_context(random);
        auto frame = full();
        stm::exceptions::fill_frame(frame, context, true);
        for (auto const& f : kFields) {
            CAPTURE(f.name);
            REQUIRE(get(frame, f.name, true) == f.shows(context));
        }
    }
}

TEST_CASE(
    "REQ-EXC-09: in 32-bit mode each field is the lower half, at the interface's offset, and nothing else changes") {
    Random random(seed_or(97));
    for (unsigned step = 0; step < 1000; ++step) {
        auto const context = random_context(random);
        auto frame = full();
        stm::exceptions::fill_frame(frame, context, false);
        unsigned bytes = 0;
        for (auto const& f : kFields) {
            if (f.ia32 < 0) continue;
            CAPTURE(f.name);
            bytes += f.width;
            auto const shown = f.width == 8 ? f.shows(context) : f.shows(context) & 0xffffffff;
            REQUIRE(get(frame, f.name, false) == shown);
        }
        CHECK(bytes == 80);
        for (unsigned k = 80; k < sizeof frame; ++k)
            REQUIRE(reinterpret_cast<unsigned char const*>(&frame)[k] == 0xee);
    }
}

TEST_CASE("REQ-EXC-09: CR2 is the address of a page violation, and the context's for any other") {
    Random random(seed_or(98));
    auto context = random_context(random);
    context.cr2 = 0x1111;
    context.guest_physical_address = 0xfed40000;
    for (auto const violation : kViolations)
        for (bool const long_mode : {false, true}) {
            context.violation = violation;
            auto frame = full();
            stm::exceptions::fill_frame(frame, context, long_mode);
            CHECK(get(frame, "Cr2", long_mode) == (violation == Violation::Page ? 0xfed40000 : 0x1111));
        }
}
