// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

// What an instruction does instead of completing (SDM vol. 3, 6.3 and 6.15).
namespace redoubt::machine {

enum class Vector : uint8_t {
    DivideError = 0,
    Debug = 1,
    NonMaskableInterrupt = 2,
    Breakpoint = 3,
    Overflow = 4,
    BoundRange = 5,
    InvalidOpcode = 6,
    DeviceNotAvailable = 7,
    DoubleFault = 8,
    InvalidTss = 10,
    SegmentNotPresent = 11,
    StackFault = 12,
    GeneralProtection = 13,
    PageFault = 14,
    FloatingPoint = 16,
    AlignmentCheck = 17,
    MachineCheck = 18,
    SimdFloatingPoint = 19
};

// Thrown; the processor's state is then as before the instruction.
struct Fault {
    Vector vector;
    std::optional<uint32_t> error_code = std::nullopt; // of those that push one
    uint64_t address = 0;                              // #PF: what goes into CR2
};

} // namespace redoubt::machine
