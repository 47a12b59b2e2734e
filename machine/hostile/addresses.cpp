// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/addresses.hpp"

#include "machine/hostile/places.hpp"

#include <array>

namespace redoubt::hostile {
namespace {

using machine::PlatformLayout;
using machine::Range;

constexpr std::array<std::string_view, static_cast<std::size_t>(Target::Anything) + 1> names{
    "a parameter page",
    "a log page",
    "a misaligned address",
    "the OS's own memory",
    "low memory",
    "a VMX region",
    "a processor's SMBASE",
    "the handler's memory",
    "the BIOS's resource list",
    "the MSEG header",
    "MSEG",
    "the end of TSEG",
    "the local APIC",
    "ECAM",
    "TXT's registers",
    "flash",
    "nothing",
    "an address above 4 GiB",
    "an address beyond MAXPHYADDR",
    "the end of the address space",
    "any address"};

// Pages are named as such more often than a place within them.
uint64_t within(Range range, Random& random) {
    auto const page = random.below(range.size / kPage) * kPage;
    return range.base + page + (random.chance(70) ? 0 : random.below(kPage));
}

uint64_t low_or_high_end(uint64_t end, Random& random) {
    return end - kPage + random.below(2 * kPage);
}

} // namespace

std::string_view name_of(Target target) {
    return names.at(static_cast<std::size_t>(target));
}

uint64_t address_of(Target target, PlatformLayout const& layout, Random& random) {
    auto const number = static_cast<unsigned>(random.below(layout.processors));
    switch (target) {
    case Target::Parameters: return os::kParameters.of(static_cast<unsigned>(random.below(os::kParameterPages)));
    case Target::Log: return os::kLog.of(static_cast<unsigned>(random.below(os::kLogPages)));
    case Target::Misaligned:
        return os::kParameters.of(static_cast<unsigned>(random.below(os::kParameterPages))) + 1 +
               random.below(kPage - 1);
    case Target::Os: return within({os::kLevel4, os::kVmxon.first - os::kLevel4}, random);
    case Target::LowMemory: return within({0, 0x100000}, random);
    case Target::Vmcs: return random.chance(50) ? os::kVmcs.of(number) : os::kVmxon.of(number);
    case Target::Smbase: return within({layout.smbase(number), PlatformLayout::smbase_distance}, random);
    case Target::HandlerMemory: return within(layout.smi_handler(), random);
    case Target::ResourceList: return within(layout.resource_list, random);
    case Target::MsegHeader: return layout.mseg.base + random.below(2) * random.below(0x1000);
    case Target::Mseg: return within(layout.mseg, random);
    case Target::EndOfTseg: return low_or_high_end(layout.tseg.base + layout.tseg.size, random);
    case Target::LocalApic: return layout.local_apic.base + random.below(0x40) * 0x10;
    case Target::Ecam: return within(layout.ecam, random);
    case Target::Txt: return within(layout.txt, random);
    case Target::Flash: return within(layout.flash, random);
    case Target::Nothing: return within({0xc0000000, 0x10000000}, random);
    case Target::Above4G: return within({uint64_t{1} << 32, uint64_t{1} << 38}, random);
    case Target::BeyondWidth: return random.next() | uint64_t{1} << (39 + random.below(25));
    case Target::Wrapping: return ~uint64_t{0} - random.below(2 * kPage);
    case Target::Anything: return random.number();
    }
    return 0;
}

Address any_address(PlatformLayout const& layout, Random& random) {
    auto const target = static_cast<Target>(random.below(names.size()));
    return {target, address_of(target, layout, random)};
}

} // namespace redoubt::hostile
