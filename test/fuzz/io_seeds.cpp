// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/io.hpp"
#include "test/fuzz/seeds.hpp"

#include <initializer_list>

namespace redoubt::fuzz {
namespace {

Grant claim(stm::Area area, std::uint64_t first, std::uint64_t last) {
    return {.protect = false, .read = true, .write = true, .area = area, .first = first, .last = last};
}

Grant protect(stm::Area area, std::uint64_t first, std::uint64_t last) {
    auto grant = claim(area, first, last);
    grant.protect = true;
    return grant;
}

constexpr std::uint32_t kLpc = 0x8000f840; // 0:1F.0, register 0x40
constexpr std::uint64_t kLpcByte = 4096 * 0xf8 + 0x40;

Seed io_begin(std::initializer_list<Grant> grants) {
    Seed seed;
    seed.below(kMostGrants, grants.size());
    for (auto const& grant : grants)
        put_grant(seed, grant);
    return seed.number(4, 0x8012a344); // the OS's address
}

constexpr unsigned kIn = 8; // of an exit qualification

// `bits` of the exit qualification: 0, 1, 3 for 1, 2, 4 bytes, kIn, 0x10 for a string.
void put_access(Seed& seed, std::uint16_t port, unsigned bits, std::uint32_t rax = 0) {
    seed.below(kIoSteps, static_cast<unsigned>(IoStep::Port));
    put_port(seed, port);
    seed.byte(bits).number(4, rax);
}

void put_msr(Seed& seed, std::uint32_t index, bool write, std::uint64_t value) {
    seed.below(kIoSteps, static_cast<unsigned>(IoStep::Msr));
    put_msr_index(seed, index);
    seed.below(2, write ? 1 : 0).number(8, value);
}

void put_apic(Seed& seed, std::uint64_t before, std::uint64_t wanted) {
    seed.below(kIoSteps, static_cast<unsigned>(IoStep::ApicBase)).number(2, before % 0x1000);
    put_page(seed, before / 0x1000);
    put_page(seed, wanted / 0x1000);
    seed.below(4, 0);
}

void put_bus(Seed& seed, unsigned type) {
    seed.below(kIoSteps, static_cast<unsigned>(IoStep::SecondaryBus));
    seed.byte(0).below(32, 0x1c).below(8, 2).byte(type).byte(7);
}

} // namespace

Corpus io_seeds() {
    using stm::Area;
    auto ports = io_begin({claim(Area::Port, 0x60, 0x64), protect(Area::Port, 0x70, 0x71)});
    put_access(ports, 0x60, kIn);
    put_access(ports, 0x62, 1, 0x1234);
    put_access(ports, 0x64, 3 | kIn);
    put_access(ports, 0x70, 0, 0x0f);
    put_access(ports, 0x60, 0x10 | kIn);
    auto pci = io_begin({claim(Area::Pci, kLpcByte, kLpcByte + 3), protect(Area::Pci, 4096 * 0xf9, 4096 * 0xf9 + 4095),
                         claim(Area::Port, 0xcfc, 0xcff)});
    put_access(pci, 0xcfc, 3, 5);
    put_access(pci, 0xcf8, 3, kLpc);
    put_access(pci, 0xcf8, 3 | kIn);
    put_access(pci, 0xcfd, kIn);
    put_access(pci, 0xcfe, 1, 0xabcd);
    put_access(pci, 0xcfe, 3, 0xabcd);
    put_access(pci, 0xcf8, 3, kLpc + 0x100);
    put_access(pci, 0xcfc, 3 | kIn);
    put_bus(pci, 0x81);
    put_bus(pci, 0);
    auto msrs = io_begin({claim(Area::Msr, 64 * 0x199ull + 8, 64 * 0x199ull + 15),
                          protect(Area::Msr, 64 * 0xc0000081ull, 64 * 0xc0000081ull + 63),
                          claim(Area::Physical, 0xfec10, 0xfec10)});
    put_msr(msrs, 0x199, true, 0x123456);
    put_msr(msrs, 0x199, false, 0);
    put_msr(msrs, 0x19a, false, 0);
    put_msr(msrs, 0x9b, true, 1);
    put_msr(msrs, 0xc0000081, false, 0);
    put_apic(msrs, 0xfee00900, 0xfec10900);
    put_apic(msrs, 0xfee00900, 0x7f000900);
    return {{"ports", ports.all()}, {"pci", pci.all()}, {"msrs", msrs.all()}};
}

} // namespace redoubt::fuzz
