// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/instruction.hpp"

#include "machine/processor/families.hpp"

namespace redoubt::machine {
namespace {

using Family = Handler (*)(SystemInstruction const&);

constexpr std::array<Family, 17> families{control_instruction,
                                          debug_instruction,
                                          descriptor_table_instruction,
                                          descriptor_query_instruction,
                                          segment_instruction,
                                          far_instruction,
                                          interrupt_instruction,
                                          fast_call_instruction,
                                          base_instruction,
                                          msr_instruction,
                                          flag_instruction,
                                          port_instruction,
                                          time_instruction,
                                          wait_instruction,
                                          cache_instruction,
                                          identity_instruction,
                                          vmx_instruction};

Handler handler_of(SystemInstruction const& instruction) {
    for (auto const family : families)
        if (auto const handler = family(instruction)) return handler;
    return nullptr;
}

} // namespace

Read decode(std::span<std::byte const> bytes, CodeMode mode, SystemInstruction& instruction) {
    auto const result = read(bytes, mode, instruction);
    if (result == Read::Whole) instruction.handler = handler_of(instruction);
    return result;
}

unsigned register_number(ZydisRegister name) {
    return static_cast<unsigned>(ZydisRegisterGetId(name));
}

SegmentIndex segment_index(ZydisRegister name) {
    switch (name) {
    case ZYDIS_REGISTER_ES: return SegmentIndex::Es;
    case ZYDIS_REGISTER_CS: return SegmentIndex::Cs;
    case ZYDIS_REGISTER_SS: return SegmentIndex::Ss;
    case ZYDIS_REGISTER_FS: return SegmentIndex::Fs;
    case ZYDIS_REGISTER_GS: return SegmentIndex::Gs;
    default: return SegmentIndex::Ds;
    }
}

} // namespace redoubt::machine
