// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/decode.hpp"

#include "machine/cpu/bind.hpp"

namespace redoubt::machine {
namespace {

constexpr unsigned longest_block = 64;

void leave(Interpreter& cpu, Operation const* op) {
    cpu.leave(op);
}

void leave_sensitive(Interpreter& cpu, Operation const* op) {
    cpu.leave_sensitive(op);
}

// What is known of a bound instruction beside its operation.
struct Placed {
    bool last;  // of its block
    bool alone; // in its block
};

using Family = Execute (*)(Shape const&);

constexpr std::array straight{
    arithmetic_operation,     move_operation,          shift_operation,        bit_operation,
    stack_operation,          flag_operation,          multiply_operation,     frame_operation,
    bit_field_operation,      exchange_operation,      decimal_operation,      table_operation,
    vector_move_operation,    vector_lane_operation,   vector_shift_operation, vector_arrange_operation,
    floating_state_operation, extended_state_operation};

// False: it is none of these.
bool find(Instruction const& instruction, Shape const& shape, Operation& operation, Placed& placed) {
    if (instruction.about.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR) return false;
    if (instruction.about.encoding != ZYDIS_INSTRUCTION_ENCODING_LEGACY &&
        instruction.about.encoding != ZYDIS_INSTRUCTION_ENCODING_VEX)
        return false; // other vendors have BEXTR in another form, too
    if (instruction.about.meta.category == ZYDIS_CATEGORY_STRINGOP) {
        bool const repeated = shape.repeat || shape.repeat_not;
        placed = {repeated, repeated};
        return (operation.execute = string_operation(shape)) != nullptr;
    }
    placed = {false, false};
    for (auto const family : straight)
        if ((operation.execute = family(shape)) != nullptr) return true;
    placed = {instruction.about.meta.category == ZYDIS_CATEGORY_COND_BR, false};
    if ((operation.execute = conditional_operation(shape)) != nullptr) return true;
    placed = {true, false};
    return (operation.execute = branch_operation(shape)) != nullptr;
}

struct Bound {
    Operation operation;
    Placed placed;
};

Bound bind(Instruction const& instruction, unsigned start, CodeMode mode) {
    Bound bound{bare(leave_sensitive, start, instruction.about.length), {true, false}};
    auto operation = bound.operation;
    auto const form = bind_operands(instruction, mode, operation);
    Placed placed{};
    if (form && find(instruction, shape_of(instruction, *form, mode), operation, placed)) bound = {operation, placed};
    return bound;
}

Block left_to_caller() {
    return {{bare(leave_sensitive, 0, 0), leaving(0)}, 1};
}

Block one(Instruction const& instruction, CodeMode mode) {
    Block block{{}, 1};
    auto const bound = bind(instruction, 0, mode);
    if (mode != CodeMode::Bits64 && bound.operation.execute != leave_sensitive)
        block.operations = checks_of(instruction, mode);
    block.operations.push_back(bound.operation);
    block.operations.push_back(leaving(bound.operation.length));
    return block;
}

} // namespace

Operation leaving(unsigned start) {
    return bare(leave, start, 0);
}

Block decode_one(std::span<std::byte const> bytes, CodeMode mode) {
    Instruction instruction;
    // Whoever it is left to decodes it again, and raises #UD.
    return read(bytes, mode, instruction) == Read::Whole ? one(instruction, mode) : left_to_caller();
}

Block decode_block(std::span<std::byte const> bytes, CodeMode mode) {
    Block block{{}, 0};
    unsigned start = 0;
    while (block.count < longest_block) {
        Instruction instruction;
        auto const result = read(bytes.subspan(start), mode, instruction);
        if (result == Read::CutShort) break;
        if (result == Read::Invalid) {
            if (block.count == 0) return left_to_caller();
            break;
        }
        if (mode != CodeMode::Bits64) return one(instruction, mode);
        auto const bound = bind(instruction, start, mode);
        if (bound.placed.alone && block.count != 0) break;
        block.operations.push_back(bound.operation);
        ++block.count;
        start += bound.operation.length;
        if (bound.placed.last) break;
    }
    block.operations.push_back(leaving(start));
    return block;
}

} // namespace redoubt::machine
