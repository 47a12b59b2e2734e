// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "test/fuzz/input.hpp"

// The input of target os_list: which call brings the list, what the policy is to say of its requests, and its bytes.
namespace redoubt::fuzz {

struct OsListInput {
    stm::Call call;
    bool window;           // the platform has a memory-mapped window on PCI configuration
    std::uint64_t refused; // bit j: request j is refused, and each 64th from it on
    Bytes list;            // from the start of the page; behind it are bytes of 0xa5
};

[[nodiscard]] OsListInput read_os_list_input(Input input);
[[nodiscard]] Bytes bytes_of(OsListInput const& input);

} // namespace redoubt::fuzz
