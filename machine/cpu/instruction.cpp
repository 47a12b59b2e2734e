// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/instruction.hpp"

namespace redoubt::machine {
namespace {

ZydisDecoder decoder(ZydisMachineMode mode, ZydisStackWidth stack) {
    ZydisDecoder made;
    ZydisDecoderInit(&made, mode, stack);
    return made;
}

} // namespace

Read read(std::span<std::byte const> bytes, CodeMode mode, Instruction& instruction) {
    static std::array const decoders{decoder(ZYDIS_MACHINE_MODE_LEGACY_16, ZYDIS_STACK_WIDTH_16),
                                     decoder(ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32),
                                     decoder(ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)};
    auto const status = ZydisDecoderDecodeFull(&decoders[static_cast<unsigned>(mode)], bytes.data(), bytes.size(),
                                               &instruction.about, instruction.operands.data());
    return ZYAN_SUCCESS(status) ? Read::Whole : status == ZYDIS_STATUS_NO_MORE_DATA ? Read::CutShort : Read::Invalid;
}

} // namespace redoubt::machine
