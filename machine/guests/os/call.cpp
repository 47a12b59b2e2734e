// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/operations.hpp"
#include "machine/guests/os/vmx_instructions.hpp"
#include "spec/abi/api.h"

namespace redoubt::machine::guest {
namespace {

using stm::abi::Function;

constexpr uint64_t low_half = 0xffffffff;

} // namespace

// A call that fails is no failure of the script. It is one that a register changes which is none of the call's results.
bool call(OsProcessor& processor, OsOperation& operation) {
    auto const function = static_cast<Function>(operation.value);
    auto registers = processor.fresh_registers();
    registers.of(RegisterIndex::Rax) = operation.value & low_half;
    registers.of(RegisterIndex::Rbx) = operation.address & low_half;
    registers.of(RegisterIndex::Rcx) = operation.address >> 32;
    registers.of(RegisterIndex::Rdx) = operation.count & low_half;
    auto expected = registers;
    call_monitor_with(registers);

    operation.result = registers.of(RegisterIndex::Rax);
    operation.ebx = static_cast<uint32_t>(registers.of(RegisterIndex::Rbx));
    operation.edx = static_cast<uint32_t>(registers.of(RegisterIndex::Rdx));
    operation.carry = (registers.rflags & kCarry) != 0 ? 1 : 0;
    operation.vmx_error = (registers.rflags & kZero) != 0 ? vm_instruction_error() : 0;

    expected.of(RegisterIndex::Rax) = operation.result;
    if (function == Function::InitializeProtection) expected.of(RegisterIndex::Rbx) = operation.ebx;
    if (function == Function::GetBiosResources) expected.of(RegisterIndex::Rdx) = operation.edx;
    return processor.same(expected, registers);
}

} // namespace redoubt::machine::guest
