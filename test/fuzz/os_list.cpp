// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/os_list.hpp"

namespace redoubt::fuzz {

OsListInput read_os_list_input(Input input) {
    OsListInput all{};
    auto const kind = input.byte();
    all.call = (kind & 1) != 0 ? stm::Call::Unprotect : stm::Call::Protect;
    all.window = (kind & 2) != 0;
    all.refused = input.number(8);
    all.list = input.bytes(4096);
    return all;
}

Bytes bytes_of(OsListInput const& input) {
    Seed seed;
    seed.byte((input.call == stm::Call::Unprotect ? 1u : 0u) | (input.window ? 2u : 0u));
    return seed.number(8, input.refused).bytes(input.list).all();
}

} // namespace redoubt::fuzz
