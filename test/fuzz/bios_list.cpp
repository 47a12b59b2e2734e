// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/bios_list.hpp"

namespace redoubt::fuzz {

BiosListInput read_bios_list_input(Input input) {
    BiosListInput all{};
    auto const kind = input.byte();
    all.changing = (kind & 1) != 0;
    all.anywhere = (kind & 2) != 0;
    all.address = all.anywhere ? input.number(8) : kFirstAddress + input.below(kAddresses);
    for (std::size_t placed = 0; !input.empty() && placed < kMostPlaced;) {
        Piece piece{};
        piece.address = kFirstAddress + input.below(kAddresses);
        piece.times = 1u + input.byte();
        piece.bytes = input.bytes(input.byte());
        placed += piece.times * piece.bytes.size();
        all.pieces.push_back(std::move(piece));
    }
    return all;
}

Bytes bytes_of(BiosListInput const& input) {
    Seed seed;
    seed.byte((input.changing ? 1u : 0u) | (input.anywhere ? 2u : 0u));
    if (input.anywhere)
        seed.number(8, input.address);
    else
        seed.below(kAddresses, input.address - kFirstAddress);
    for (auto const& piece : input.pieces) {
        seed.below(kAddresses, piece.address - kFirstAddress).byte(piece.times - 1);
        seed.byte(piece.bytes.size()).bytes(piece.bytes);
    }
    return seed.all();
}

} // namespace redoubt::fuzz
