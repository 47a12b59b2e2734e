// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/api.h"
#include "spec/abi/vmx_exit.h"
#include "test/fuzz/exits.hpp"
#include "test/fuzz/seeds.hpp"

namespace redoubt::fuzz {

using stm::abi::ExitReason;
using stm::abi::Function;

void put_exit_begin(Seed& seed, bool teardown, bool unblocking, bool guest) {
    seed.byte((teardown ? 1u : 0u) | (unblocking ? 2u : 0u) | (guest ? 4u : 0u));
}

void put_os_step(Seed& seed, OsStep step, std::uint32_t function, std::uint32_t options) {
    seed.below(kOsSteps, static_cast<unsigned>(step)).number(2, 7);
    if (step == OsStep::Call) seed.number(4, function).number(4, options);
    if (step == OsStep::Smi) seed.below(2, 1);
    if (step == OsStep::IoSmi) seed.number(4, 0x00b20000);
}

void put_handler_step(Seed& seed, unsigned reason, std::uint32_t number) {
    seed.below(kReasons, reason).number(2, 9).number(4, number).below(15, 1);
}

namespace {

unsigned number_of(ExitReason reason) {
    return static_cast<unsigned>(reason);
}

Seed call(Function function, std::uint32_t options, bool teardown, bool unblocking) {
    Seed seed;
    put_exit_begin(seed, teardown, unblocking);
    put_os_step(seed, OsStep::Call, static_cast<std::uint32_t>(function), options);
    return seed;
}

} // namespace

Corpus exits_seeds() {
    Seed smis;
    put_exit_begin(smis, false, false);
    for (auto const step : {OsStep::Smi, OsStep::IoSmi}) {
        put_os_step(smis, step);
        put_handler_step(smis, number_of(ExitReason::Cpuid), 1);
        put_handler_step(smis, number_of(ExitReason::Vmcall), 1);
        put_handler_step(smis, number_of(ExitReason::Vmcall), 0x77);
        put_handler_step(smis, number_of(ExitReason::Rdmsr), 0x9b);
        put_handler_step(smis, number_of(ExitReason::Wrmsr), 0x12345);
        for (std::uint32_t const which : {0u, 1u, 3u, 4u})
            for (auto const reason : {ExitReason::Wrmsr, ExitReason::Rdmsr})
                put_handler_step(smis, number_of(reason), 8 * which + 7);
        for (std::uint32_t const qualification : {0x00000000u, 0x00000008u, 0x00010001u, 0x00040003u, 0x0004000bu,
                                                  0x0005000bu, 0x00060010u, 0x12340006u, 0x0006000bu})
            put_handler_step(smis, number_of(ExitReason::IoInstruction), qualification);
        put_handler_step(smis, number_of(ExitReason::Vmxon));
        put_handler_step(smis, number_of(ExitReason::Xsetbv));
        put_handler_step(smis, number_of(ExitReason::Wbinvd));
        put_handler_step(smis, number_of(ExitReason::Rsm));
    }
    Seed guest;
    put_exit_begin(guest, false, false, true);
    for (auto const step : {OsStep::Smi, OsStep::IoSmi}) {
        put_os_step(guest, step);
        put_handler_step(guest, number_of(ExitReason::Rsm));
    }
    Seed violating;
    put_exit_begin(violating, false, false);
    put_os_step(violating, OsStep::Smi);
    put_handler_step(violating, number_of(ExitReason::Rdmsr), 8 * 2 + 7);
    Seed protected_port;
    put_exit_begin(protected_port, false, false);
    put_os_step(protected_port, OsStep::Smi);
    put_handler_step(protected_port, number_of(ExitReason::IoInstruction), 0x00020000);
    Seed lost;
    put_exit_begin(lost, false, false);
    put_os_step(lost, OsStep::Smi);
    put_handler_step(lost, number_of(ExitReason::TripleFault));
    auto start = call(Function::Start, 1, false, true);
    put_os_step(start, OsStep::Call, static_cast<std::uint32_t>(Function::Start));
    auto unknown = call(static_cast<Function>(0x77), 0, false, false);
    put_os_step(unknown, OsStep::Call, static_cast<std::uint32_t>(Function::RunPeVm));
    put_os_step(unknown, OsStep::Call, static_cast<std::uint32_t>(Function::InitializeProtection));
    auto torn_down = call(Function::Stop, 0, true, false);
    put_handler_step(torn_down, number_of(ExitReason::Rsm));
    return {{"smis", smis.all()},
            {"guest_of_the_os", guest.all()},
            {"violating", violating.all()},
            {"protected_port", protected_port.all()},
            {"lost", lost.all()},
            {"start", start.all()},
            {"start_with_what_is_missing", call(Function::Start, 1, false, false).all()},
            {"start_with_what_is_reserved", call(Function::Start, 2, false, false).all()},
            {"unknown", unknown.all()},
            {"stop", call(Function::Stop, 0, false, false).all()},
            {"stop_after_teardown", torn_down.all()}};
}

} // namespace redoubt::fuzz
