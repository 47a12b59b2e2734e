// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"
#include "machine/hostile/places.hpp"
#include "machine/hostile/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What stands in the pages that calls name: made by the interface's layouts, and then damaged or not.
namespace redoubt::hostile {

using PageBytes = std::array<std::byte, kPage>;

enum class Content : uint8_t {
    List,        // resource descriptors, one after the other, with an end
    DamagedList, // the same with one field changed
    EndlessList, // without an end
    ChainedList, // continued in itself or in another place
    Request,     // what the call wants otherwise: addresses, numbers
    DamagedRequest,
    Noise
};

struct Parameters {
    Content content;
    PageBytes bytes;
};

[[nodiscard]] std::string_view name_of(Content content);

// For a function's number, which may be none. `at`: where the page will lie.
[[nodiscard]] Parameters parameters_for(uint32_t function, uint64_t at, machine::PlatformLayout const& layout,
                                        Random& random);

} // namespace redoubt::hostile
