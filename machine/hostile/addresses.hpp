// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"
#include "machine/hostile/random.hpp"

#include <cstdint>
#include <string_view>

namespace redoubt::hostile {

// What a physical address is to lead to.
enum class Target : uint8_t {
    Parameters, // a page of the OS that calls may name
    Log,
    Misaligned,
    Os, // the OS's own tables and code
    LowMemory,
    Vmcs, // the OS's VMXON region, or a VMCS of its
    Smbase,
    HandlerMemory, // the BIOS's part of TSEG
    ResourceList,
    MsegHeader,
    Mseg,
    EndOfTseg, // the last page, and the first one behind it
    LocalApic,
    Ecam,
    Txt,
    Flash,
    Nothing, // neither memory nor a device
    Above4G,
    BeyondWidth,
    Wrapping, // the last bytes of the address space
    Anything
};

struct Address {
    Target target;
    uint64_t value;
};

[[nodiscard]] std::string_view name_of(Target target);
[[nodiscard]] uint64_t address_of(Target target, machine::PlatformLayout const& layout, Random& random);
[[nodiscard]] Address any_address(machine::PlatformLayout const& layout, Random& random);

} // namespace redoubt::hostile
