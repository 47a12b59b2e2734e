// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/operations.hpp"
#include "machine/guests/os/system_registers.hpp"

namespace redoubt::machine::guest {

bool compute(OsProcessor& processor, OsOperation& operation) {
    auto registers = processor.fresh_registers();
    registers.of(RegisterIndex::Rcx) = operation.count == 0 ? 1 : operation.count;
    auto expected = registers;
    compute_expected(expected);

    SystemRegisters before;
    SystemRegisters after;
    vary_system_registers(processor.seed * kMaxProcessors + processor.number);
    read_system_registers(before);
    compute_with(registers);
    read_system_registers(after);

    ++processor.mailbox.computations;
    if (auto const lost = difference(before, after); lost != kSystemRegisters)
        return processor.fail(OsFailure::SystemRegisterLost, lost, before.value[lost], after.value[lost]);
    return processor.same(expected, registers);
}

} // namespace redoubt::machine::guest
