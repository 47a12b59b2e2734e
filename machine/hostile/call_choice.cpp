// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/call_choice.hpp"

#include "machine/hostile/addresses.hpp"
#include "machine/hostile/places.hpp"
#include "spec/abi/api.h"

#include <fmt/format.h>

namespace redoubt::hostile {
namespace {

using machine::PlatformLayout;
using stm::abi::Function;

constexpr auto first_of_os = static_cast<uint32_t>(Function::Start);
constexpr auto last_of_os = static_cast<uint32_t>(Function::AddPermPeVmNoRun);
constexpr auto last_of_handler = static_cast<uint32_t>(Function::GetVmcsMap);

uint32_t any_function(Side side, Random& random) {
    auto const choice = random.below(100);
    if (choice < 4) return static_cast<uint32_t>(random.next());
    if (choice < 8) return last_of_os + 1 + static_cast<uint32_t>(random.below(4));
    if (choice < 10) return static_cast<uint32_t>(Function::Start) - 1 - static_cast<uint32_t>(random.below(2));
    if (choice < 40 && side == Side::Os) // what does most
        return static_cast<uint32_t>(random.chance(50) ? Function::ProtectResource : Function::UnprotectResource);
    if (choice < 55 && side == Side::Os) // a log takes three calls before anything is written
        return static_cast<uint32_t>(Function::ManageEventLog);
    bool const own = choice < 95;
    if ((side == Side::Os) == own)
        return first_of_os + static_cast<uint32_t>(random.below(last_of_os - first_of_os + 1));
    return 1 + static_cast<uint32_t>(random.below(last_of_handler));
}

uint64_t with_junk_above(uint32_t value, Random& random) {
    return random.chance(30) ? value | random.next() << 32 : value;
}

} // namespace

Call any_call(Side side, PlatformLayout const& layout, Random& random) {
    auto function = any_function(side, random);
    if (function == static_cast<uint32_t>(Function::Stop)) function = static_cast<uint32_t>(Function::ProtectResource);
    Call call{.function = function, .rax = with_junk_above(function, random), .rbx = 0, .rcx = 0, .rdx = 0};
    uint64_t address = 0;
    if (random.chance(65)) {
        address = side == Side::Os
                      ? address_of(Target::Parameters, layout, random)
                      : handler::kParameters.of(static_cast<unsigned>(random.below(handler::kParameterPages)));
        call.page = address;
    } else {
        address = any_address(layout, random).value;
    }
    call.rbx = with_junk_above(static_cast<uint32_t>(address), random);
    call.rcx = with_junk_above(static_cast<uint32_t>(address >> 32), random);
    call.rdx = random.chance(70) ? random.below(3) : random.number();
    return call;
}

std::string text_of(Call const& call) {
    return fmt::format("VMCALL RAX {:#x} RBX {:#x} RCX {:#x} RDX {:#x}", call.rax, call.rbx, call.rcx, call.rdx);
}

void write_call(Code& code, Call const& call) {
    code.set(Register::Ax, call.rax)
        .set(Register::Bx, call.rbx)
        .set(Register::Cx, call.rcx)
        .set(Register::Dx, call.rdx);
    code.call_monitor();
}

void write_vmx_instruction(Code& code, Random& random) {
    switch (random.below(14)) {
    case 0: code.raw({0xf3}).at_di({0x0f, 0xc7}, 6); break;        // VMXON
    case 1: code.raw({0x0f, 0x01, 0xc4}); break;                   // VMXOFF
    case 2: code.raw({0x66}).at_di({0x0f, 0xc7}, 6); break;        // VMCLEAR
    case 3: code.at_di({0x0f, 0xc7}, 6); break;                    // VMPTRLD
    case 4: code.at_di({0x0f, 0xc7}, 7); break;                    // VMPTRST
    case 5: code.raw({0x0f, 0x78, 0xc8}); break;                   // VMREAD
    case 6: code.raw({0x0f, 0x79, 0xc8}); break;                   // VMWRITE
    case 7: code.raw({0x0f, 0x01, 0xc2}); break;                   // VMLAUNCH
    case 8: code.raw({0x0f, 0x01, 0xc3}); break;                   // VMRESUME
    case 9: code.raw({0x66}).at_di({0x0f, 0x38, 0x80}, 1); break;  // INVEPT
    case 10: code.raw({0x66}).at_di({0x0f, 0x38, 0x81}, 1); break; // INVVPID
    case 11: code.raw({0x0f, 0x01, 0xd4}); break;                  // VMFUNC
    case 12: code.raw({0x0f, 0x37}); break;                        // GETSEC
    default: code.raw({0x0f, 0xaa}); break;                        // RSM
    }
}

} // namespace redoubt::hostile
