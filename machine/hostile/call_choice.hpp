// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"
#include "machine/hostile/code.hpp"
#include "machine/hostile/random.hpp"

#include <optional>
#include <string>

namespace redoubt::hostile {

enum class Side : uint8_t { Handler, Os };

// A call as it stands in registers; upper halves hold what they should not.
struct Call {
    uint32_t function;
    uint64_t rax;
    uint64_t rbx;
    uint64_t rcx;
    uint64_t rdx;
    std::optional<uint64_t> page = std::nullopt; // one of the caller's own, whose content is the caller's to make
};

// Any function but Stop: that comes when it is wanted.
[[nodiscard]] Call any_call(Side side, machine::PlatformLayout const& layout, Random& random);
[[nodiscard]] std::string text_of(Call const& call);

void write_call(Code& code, Call const& call);

// One of all, with a pointer that [DI] holds, CX and AX.
void write_vmx_instruction(Code& code, Random& random);

} // namespace redoubt::hostile
