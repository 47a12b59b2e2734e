// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/parameters.hpp"

namespace redoubt::hostile {

// A list by the grammar of the interface, which leaves some of its rules to be broken by its values.
void write_list(PageBytes& page, Content content, uint64_t at, machine::PlatformLayout const& layout, Random& random);

} // namespace redoubt::hostile
