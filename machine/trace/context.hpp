// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace redoubt::machine {

// Whose code a processor runs.
enum class Context : uint8_t {
    Os,
    OsGuest, // in VMX non-root operation, under the OS
    Monitor,
    SmiHandler,
    Pe,        // a guest of the monitor beside the SMI handler
    SmmDefault // an SMI handler under the default treatment of SMIs: no monitor is active
};

inline constexpr std::array kAllContexts{Context::Os,         Context::OsGuest, Context::Monitor,
                                         Context::SmiHandler, Context::Pe,      Context::SmmDefault};

[[nodiscard]] std::string_view name_of(Context context); // for people
[[nodiscard]] std::string_view id_of(Context context);   // for JSON and style sheets

[[nodiscard]] constexpr bool is_in_smm(Context context) {
    return context != Context::Os && context != Context::OsGuest;
}

} // namespace redoubt::machine
