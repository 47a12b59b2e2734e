// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/operations.hpp"

// SMIs that the processor raises by an access to a port. No register may change by them.
namespace redoubt::machine::guest {
namespace {

constexpr uint64_t command_port = 0xb2;
constexpr uint64_t longest_string = 64;

} // namespace

bool raise_smi(OsProcessor& processor, OsOperation& operation) {
    auto registers = processor.fresh_registers();
    auto& rax = registers.of(RegisterIndex::Rax);
    rax = (rax & ~uint64_t{0xff}) | (operation.value & 0xff);
    auto const expected = registers;
    write_command_with(registers);
    ++processor.mailbox.smis;
    return processor.same(expected, registers);
}

bool raise_string_smi(OsProcessor& processor, OsOperation& operation) {
    uint8_t bytes[longest_string];
    for (auto& byte : bytes)
        byte = static_cast<uint8_t>(operation.value);
    bool const in = (operation.option & os_option::kIn) != 0;
    auto const count = operation.count < longest_string ? operation.count : longest_string;

    auto registers = processor.fresh_registers();
    auto const pointer = in ? RegisterIndex::Rdi : RegisterIndex::Rsi;
    registers.of(RegisterIndex::Rdx) = command_port;
    registers.of(RegisterIndex::Rcx) = count;
    registers.of(pointer) = reinterpret_cast<uint64_t>(bytes);
    auto expected = registers;
    expected.of(RegisterIndex::Rcx) = 0;
    expected.of(pointer) += count;
    if (in)
        read_string_with(registers);
    else
        write_string_with(registers);
    processor.mailbox.smis += count;
    return processor.same(expected, registers);
}

} // namespace redoubt::machine::guest
