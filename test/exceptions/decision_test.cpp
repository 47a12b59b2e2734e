// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/exceptions.h"
#include "test/exceptions/world.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::exceptions::Course;
using stm::exceptions::Exceptions;
using stm::exceptions::Verdict;

namespace {

constexpr std::uint32_t kUnwilling = 0xc000f001;
constexpr std::uint32_t kFailure = 0xc000f002;
constexpr std::uint32_t kInvalidApi = 0x80038001;

bool is(Verdict verdict, Course course, std::uint32_t code) {
    return verdict.course == course && verdict.code == code;
}

Exceptions fresh() {
    Exceptions exceptions;
    std::memset(&exceptions, 0xff, sizeof exceptions - 4);
    exceptions.begin_smi();
    return exceptions;
}

struct World {
    Random random{seed_or(92)};
    ExceptionHandler handler = some_handler(true);
    Context context = some_context(random, true);
    Exceptions exceptions = fresh();

    Verdict raise() { return exceptions.raise(handler, context, kLayout); }
    // The exception was not delivered, so a good one still is.
    void refused() {
        CHECK(is(raise(), Course::Reset, kUnwilling));
        CHECK(is(exceptions.finish(0), Course::Refuse, kInvalidApi));
    }
};

} // namespace

TEST_CASE("REQ-EXC-01: every class goes to the handler if its filter bit is set, else the code is 0xc000f001") {
    for (std::uint32_t error_code = 1; error_code <= 5; ++error_code)
        for (std::uint32_t filter = 0; filter < 0x20; ++filter) {
            World world;
            world.context.violation = static_cast<Violation>(error_code);
            world.handler.delivered = static_cast<std::uint16_t>(filter);
            if ((filter >> (error_code - 1) & 1) != 0) {
                CHECK(is(world.raise(), Course::Deliver, 0));
            } else {
                world.refused();
            }
        }
}

TEST_CASE("REQ-EXC-01: a BIOS without an exception handler, or one that cannot be entered, is unwilling") {
    World world;
    world.handler.rip = 0;
    world.refused();
    world = {};
    world.handler.rip = 0x800000000000;
    world.refused();
    world = {};
    world.handler.rsp = 0x7f0000ff;
    world.refused();
    world = {};
    world.handler.rsp = 0x7f900000;
    world.refused();
    world = {};
    world.context.guest.wide[kEfer] = 0;
    world.refused();
    world = {};
    CHECK(is(world.raise(), Course::Deliver, 0));
}

TEST_CASE("REQ-EXC-02: an exception inside the handler gives 0xc000f002, whatever its class and the filter") {
    for (std::uint32_t error_code = 0; error_code <= 6; ++error_code)
        for (std::uint32_t const filter : {0u, 0x1fu}) {
            World world;
            REQUIRE(is(world.raise(), Course::Deliver, 0));
            world.context.violation = static_cast<Violation>(error_code);
            world.handler.delivered = static_cast<std::uint16_t>(filter);
            CHECK(is(world.raise(), Course::Reset, kFailure));
            CHECK(is(world.raise(), Course::Reset, kFailure));
        }
}

TEST_CASE("REQ-EXC-02: 100 exceptions in one SMI are delivered, the next one gives 0xc000f002, and the next SMI counts "
          "anew") {
    World world;
    for (int smi = 0; smi < 3; ++smi) {
        for (int k = 1; k <= 100; ++k) {
            CAPTURE(k);
            REQUIRE(is(world.raise(), Course::Deliver, 0));
            REQUIRE(is(world.exceptions.finish(0), Course::Resume, 0));
        }
        CHECK(is(world.raise(), Course::Reset, kFailure));
        world.handler.delivered = 0;
        CHECK(is(world.raise(), Course::Reset, kFailure));
        world.handler.delivered = 0x1f;
        world.exceptions.begin_smi();
    }
}

TEST_CASE("REQ-EXC-02: an SMI that ends inside the handler leaves nothing for the next one") {
    World world;
    REQUIRE(is(world.raise(), Course::Deliver, 0));
    world.exceptions.begin_smi();
    CHECK(is(world.exceptions.finish(0), Course::Refuse, kInvalidApi));
    CHECK(is(world.raise(), Course::Deliver, 0));
}

TEST_CASE("REQ-EXC-03: EBX other than 0 gives 0xc000e000 and its low four bits") {
    struct Case {
        std::uint32_t ebx, code;
    };
    for (auto const& [ebx, code] : {Case{1, 0xc000e001}, Case{2, 0xc000e002}, Case{9, 0xc000e009}, Case{15, 0xc000e00f},
                                    Case{0x10, 0xc000e000}, Case{0x1f, 0xc000e00f}, Case{0x80000000, 0xc000e000},
                                    Case{0xffffffff, 0xc000e00f}, Case{0x12345678, 0xc000e008}}) {
        World world;
        REQUIRE(is(world.raise(), Course::Deliver, 0));
        CHECK(is(world.exceptions.finish(ebx), Course::Reset, code));
    }
}

TEST_CASE("REQ-EXC-10: outside the handler the call is answered with INVALID_API and changes nothing") {
    for (std::uint32_t const ebx : {0u, 1u, 15u, 16u, 0xffffffffu}) {
        World world;
        CHECK(is(world.exceptions.finish(ebx), Course::Refuse, kInvalidApi));
        CHECK(is(world.raise(), Course::Deliver, 0));
        CHECK(is(world.exceptions.finish(0), Course::Resume, 0));
        CHECK(is(world.exceptions.finish(ebx), Course::Refuse, kInvalidApi));
    }
}
