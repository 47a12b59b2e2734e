// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/vmx.hpp"

namespace redoubt::machine::guest {
namespace {

[[nodiscard]] bool same(OsGuestTask& task, RegisterFile const& expected, RegisterFile const& registers) {
    auto const lost = difference(expected, registers);
    if (lost.found) {
        task.lost = 1;
        task.where = static_cast<uint64_t>(lost.index);
        task.expected = lost.expected;
        task.found = lost.value;
    }
    return !lost.found;
}

} // namespace

// In VMX non-root operation: it computes on all registers and raises an SMI if asked, between two VM exits.
extern "C" [[noreturn]] void run_as_guest(OsGuestTask& task) {
    for (;;) {
        RegisterFile registers;
        fill(registers, task.computations);
        registers.of(RegisterIndex::Rcx) = task.iterations == 0 ? 1 : task.iterations;
        auto expected = registers;
        compute_expected(expected);
        compute_with(registers);
        ++task.computations;
        if (same(task, expected, registers) && task.command != OsGuestTask::kNone) {
            registers.of(RegisterIndex::Rax) = task.command;
            expected = registers;
            write_command_with(registers);
            (void)same(task, expected, registers);
        }
        asm volatile("vmcall" ::: "memory");
    }
}

} // namespace redoubt::machine::guest
