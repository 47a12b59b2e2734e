// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/bios_list.hpp"
#include "test/fuzz/os_list.hpp"
#include "test/fuzz/seeds.hpp"
#include "test/resources/generate.hpp"
#include "test/resources/memory.hpp"

namespace redoubt::fuzz {
namespace {

using namespace test; // descriptors

constexpr std::uint64_t kNone = 0; // refused

Bytes from_os(stm::Call call, std::uint64_t refused, std::vector<Bytes> const& list) {
    return bytes_of(OsListInput{.call = call, .window = true, .refused = refused, .list = join(list)});
}

Bytes at(std::uint64_t address, std::vector<Piece> const& pieces) {
    return bytes_of(BiosListInput{.changing = false, .anywhere = false, .address = address, .pieces = pieces});
}

Piece once(std::uint64_t address, std::vector<Bytes> const& list) {
    return {.address = address, .times = 1, .bytes = join(list)};
}

// The bytes from which a reader of one byte after the other, each by its word, gets the list.
Bytes as_changing(std::uint64_t address, Bytes list) {
    for (std::size_t i = 0; i < list.size(); ++i)
        if ((address + i) % 8 != 0 && i != 0) list[i] = static_cast<std::uint8_t>(~list[i]);
    return list;
}

// Each part is an end that goes on with the next one.
Bytes chain(unsigned parts) {
    std::vector<Piece> pieces;
    for (unsigned i = 0; i < parts; ++i)
        pieces.push_back(once(kTseg + 16 * i, {end(i + 1 < parts ? kTseg + 16 * (i + 1) : 0)}));
    return at(kTseg, pieces);
}

} // namespace

Corpus os_list_seeds() {
    using enum stm::Call;
    auto const all_types = std::vector{mem(0x80000, 0x2000),          io(0x70, 2),   mmio(0x1000, 0x1000),
                                       msr(0x10, ~0ull, 0),           pci(0, 31, 0), ignored(trapped(0xb2, 2, 3)),
                                       ignored(register_violation()), io(0x80, 1),   end()};
    return {{"all_types", from_os(Protect, kNone, all_types)},
            {"all_types_partly_granted", from_os(Protect, 0b100110, all_types)},
            {"all_resources", from_os(Unprotect, kNone, {io(0x60, 5), all_resources(), end()})},
            {"long", from_os(Protect, kNone, {join(std::vector<Bytes>(60, io(0x70, 2))), end()})},
            {"malformed", from_os(Protect, kNone, {mem(0x1000, 0x1000), mem(0x2000, 0), end()})},
            {"without_end", from_os(Protect, kNone, {io(0x70, 2)})}};
}

Corpus bios_list_seeds() {
    auto const some = join({mem(0x1fff, 2, 4), msr(0x1b, 0x8000000000000005, 1), pci(0, 31, 0), mmio(0x80000, 0x2000),
                            trapped(0xb2, 2, 2), ignored(io(0, 1))});
    return {{"one_part", at(kTseg + 0x101, {once(kTseg + 0x101, {some, end()})})},
            {"three_parts", at(kTseg + 0x101, {once(kTseg + 0x101, {some, end(kTseg + 0x7ffd)}),
                                               once(kTseg + 0x7ffd, {io(0x70, 2), end(kTseg + 3)}),
                                               once(kTseg + 3, {io(0x80, 2), end()})})},
            {"several_pages", at(kTseg, {{.address = kTseg, .times = 256, .bytes = join({io(0x70, 2), msr(2, 3, 4)})},
                                         once(kTseg + 256 * 48, {end()})})},
            {"too_long", at(kTseg, {{.address = kTseg, .times = 256, .bytes = join(std::vector<Bytes>(5, io(0, 1)))}})},
            {"as_many_parts_as_can_be", chain(32)},
            {"too_many_parts", chain(33)},
            {"circle", at(kTseg, {once(kTseg, {io(0x70, 2), end(kTseg + 0x1000)}),
                                  once(kTseg + 0x1000, {io(0x72, 2), end(kTseg + 0x1000)})})},
            {"out_of_smram", at(kTseg, {once(kTseg, {io(0x70, 2), end(kMseg)})})},
            {"up_to_mseg", at(kMseg - 32, {once(kMseg - 32, {io(0x70, 2), end()})})},
            {"malformed", at(kTseg, {once(kTseg, {mem(0x1000, 0), end()})})},
            {"changing", bytes_of(BiosListInput{
                             .changing = true,
                             .anywhere = false,
                             .address = kTseg + 5,
                             .pieces = {once(kTseg + 5, {as_changing(kTseg + 5, join({io(0x70, 2), end()}))})}})}};
}

} // namespace redoubt::fuzz
