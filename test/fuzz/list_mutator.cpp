// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/list_mutator.hpp"

#include "test/resources/generate.hpp"

#include <algorithm>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace redoubt::fuzz {
namespace {

using test::Random;
using Nodes = std::vector<Bytes>;

// By the lengths that the descriptors say. What remains when one makes no sense is a piece of its own.
Nodes nodes_of(Bytes const& list) {
    Nodes nodes;
    for (std::size_t at = 0; at < list.size();) {
        auto const left = list.size() - at;
        auto length = left < 8 ? left : test::get(list, at + 4, 2);
        if (length < 8 || length > left) length = left;
        nodes.emplace_back(list.begin() + static_cast<long>(at), list.begin() + static_cast<long>(at + length));
        at += length;
    }
    return nodes;
}

void change_one(Nodes& nodes, Random& random, stm::Call call) {
    auto const at = random.below(nodes.size());
    auto const here = nodes.begin() + static_cast<long>(at);
    switch (random.below(8)) {
    case 0: nodes.erase(here); break;
    case 1: std::swap(*here, nodes[random.below(nodes.size())]); break;
    case 2: {
        auto const copy = *here;
        nodes.insert(nodes.begin() + static_cast<long>(random.below(nodes.size())), copy);
        break;
    }
    case 3:
        if (here->size() >= 8) (*here)[7] ^= 0x80; // IgnoreResource
        break;
    case 4: *here = test::some_descriptor(random, call); break;
    case 5: mutate_bytes(*here, here->size()); break;
    default: nodes.insert(here, test::some_descriptor(random, call)); break;
    }
}

} // namespace

void mutate_bytes(Bytes& bytes, std::size_t most) {
    auto const size = bytes.size();
    bytes.resize(std::max(size, most));
    if (bytes.empty()) return;
    bytes.resize(LLVMFuzzerMutate(bytes.data(), std::min(size, most), bytes.size()));
}

void mutate_list(Bytes& list, stm::Call call, std::uint64_t seed, std::size_t most) {
    Random random(seed);
    auto nodes = nodes_of(list);
    for (auto changes = 1 + random.below(3); changes > 0; --changes) {
        if (nodes.empty()) nodes.push_back(test::end());
        change_one(nodes, random, call);
    }
    list = test::join(nodes);
    list.resize(std::min(list.size(), most));
}

} // namespace redoubt::fuzz
