// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/world.hpp"
#include "test/machine/system/image.hpp"

#include <doctest/doctest.h>

using namespace redoubt::hostile;
using redoubt::machine::CodeMode;
using redoubt::test::the_image;
using stm::abi::Function;

namespace {

constexpr unsigned number = 1; // the processor that is looked at
constexpr uint64_t patience = 5'000'000;
constexpr uint64_t caches = redoubt::machine::cr0::cd | redoubt::machine::cr0::nw;

// Whatever an SMI or a call changes for the OS that it must not is a finding.
void carry_out(World& world, Plan plan) {
    plan.schedule.budget = patience;
    plan.schedule.for_monitor = patience;
    Random random(1);
    auto const result = world.carry_out(plan, random);
    CHECK(result.goes_on);
    for (auto const& finding : result.findings.all())
        FAIL_CHECK(finding.text);
}

void call(World& world, Mode mode, Function function) {
    Plan plan{.kind = Kind::Lifecycle};
    plan.os.emplace(number, lifecycle_work(function, 0, mode));
    if (!world.monitored().at(number)) plan.activate.push_back(number);
    plan.schedule.begin.push_back(number);
    carry_out(world, plan);
}

void smi(World& world, HandlerProgram const& program) {
    Plan plan{.kind = Kind::Smi};
    for (unsigned each = 0; each < world.machine().processors(); ++each) {
        plan.handlers.emplace(each, program);
        plan.schedule.signals.push_back({Signal::Kind::Smi, each, 0});
    }
    carry_out(world, plan);
}

} // namespace

TEST_CASE("image: REQ-VMCS-02: whoever begins the monitor outside IA-32e mode goes on in his own mode") {
    auto const image = the_image();
    for (auto const mode : {Mode::Paged32, Mode::Pae, Mode::Long}) {
        CAPTURE(static_cast<int>(mode));
        World world({.image = image});
        call(world, mode, Function::Stop);
        CHECK_FALSE(world.monitored().at(number));
        call(world, mode, Function::Start);
        CHECK(world.monitored().at(number));
        smi(world, {.code = Code(CodeMode::Bits64).resume(), .text = "RSM"});
    }
}

TEST_CASE("image: REQ-VMCS-02: the OS caches as before, whatever the handler does with CR0") {
    auto const image = the_image();
    for (auto const before : {uint64_t{0}, redoubt::machine::cr0::cd, caches})
        for (auto const after : {uint64_t{0}, redoubt::machine::cr0::cd, caches}) {
            CAPTURE(before);
            CAPTURE(after);
            World world({.image = image});
            auto& cr0 = world.machine().processor(number).state().cr0;
            cr0 = (cr0 & ~caches) | before;
            Code code(CodeMode::Bits64);
            code.move_from_control(0).raw({0x25}).dword(~static_cast<uint32_t>(caches)); // AND EAX
            code.raw({0x0d}).dword(static_cast<uint32_t>(after)).move_to_control(0).resume();
            smi(world, {.code = code, .text = "CR0"});
            CHECK((cr0 & caches) == before);
        }
}

TEST_CASE(
    "image: REQ-VMCS-02: NMIs wait for the OS, although the handler executes IRET, and none comes in the monitor") {
    auto const image = the_image();
    World world({.image = image});
    Code code(CodeMode::Bits64);
    code.interrupt_return();
    for (unsigned i = 0; i < 10; ++i)
        code.cpuid(); // which exits
    code.resume();
    Plan plan{.kind = Kind::Smi};
    for (unsigned each = 0; each < world.machine().processors(); ++each) {
        plan.handlers.emplace(each, HandlerProgram{.code = code, .text = "IRET"});
        plan.schedule.signals.push_back({Signal::Kind::Smi, each, 0});
        for (uint64_t turn = 10; turn < 300; turn += 10)
            plan.schedule.signals.push_back({Signal::Kind::Nmi, each, turn});
    }
    plan.schedule.longest_slice = 20;
    carry_out(world, plan);
}
