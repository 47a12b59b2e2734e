// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Interrupts between processors, as the interrupt command register asks for them (SDM vol. 3A 10.6.1).
namespace redoubt::machine {

enum class DeliveryMode : uint8_t { Fixed = 0, LowestPriority = 1, Smi = 2, Nmi = 4, Init = 5, StartUp = 6 };

enum class Shorthand : uint8_t { None = 0, Self = 1, AllIncludingSelf = 2, AllExcludingSelf = 3 };

// As it arrives.
struct Ipi {
    DeliveryMode mode;
    uint8_t vector;
    bool operator==(Ipi const&) const = default;
};

// As it is sent.
struct IpiRequest {
    Ipi ipi;
    Shorthand shorthand;
    uint32_t destination; // an APIC ID; used without a shorthand only
    bool broadcast;       // that destination means all
};

} // namespace redoubt::machine
