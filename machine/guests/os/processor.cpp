// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/processor.hpp"

namespace redoubt::machine::guest {
namespace {

constexpr uint64_t status_flags = 0x8d5;
constexpr uint64_t system_flags = 0x2; // interrupts off, and nothing else

} // namespace

RegisterFile OsProcessor::fresh_registers() {
    RegisterFile registers;
    fill(registers, seed++ * kMaxProcessors + number);
    registers.rflags = system_flags;
    return registers;
}

bool OsProcessor::fail(OsFailure failure, uint64_t where, uint64_t expected, uint64_t found) {
    mailbox.failure = {.failure = failure,
                       .operation = mailbox.operation,
                       .round = mailbox.round,
                       .where = where,
                       .expected = expected,
                       .found = found,
                       .vmx_flags = 0,
                       .vmx_error = 0};
    return false;
}

bool OsProcessor::same(RegisterFile const& expected, RegisterFile const& registers) {
    if (auto const lost = difference(expected, registers); lost.found)
        return fail(OsFailure::RegisterLost, static_cast<uint64_t>(lost.index), lost.expected, lost.value);
    if (auto const flags = registers.rflags & ~status_flags; flags != expected.rflags)
        return fail(OsFailure::RegisterLost, static_cast<uint64_t>(RegisterIndex::Rflags), expected.rflags, flags);
    return true;
}

} // namespace redoubt::machine::guest
