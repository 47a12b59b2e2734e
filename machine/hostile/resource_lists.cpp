// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/resource_lists.hpp"

#include "machine/hostile/addresses.hpp"
#include "spec/abi/resource.h"

#include <algorithm>
#include <cstring>

namespace redoubt::hostile {
namespace {

using machine::PlatformLayout;
using namespace stm::abi;

class Writer {
public:
    explicit Writer(PageBytes& page) : page_(page) {}

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool has_room(std::size_t size) const { return size <= page_.size() - at_; }

    template <typename Descriptor>
    void add(Descriptor const& descriptor) {
        if (!has_room(sizeof descriptor)) return;
        std::memcpy(page_.data() + at_, &descriptor, sizeof descriptor);
        at_ += sizeof descriptor;
    }

private:
    PageBytes& page_;
    std::size_t at_ = 0;
};

RscHeader header(RscType type, std::size_t length, Random& random) {
    return {.rsc_type = type,
            .length = static_cast<uint16_t>(length),
            .flags = random.chance(10) ? RscHeader::kIgnoreResource : uint16_t{0}};
}

// Whole pages, as the OS has to name them; few or many.
void add_memory(Writer& writer, PlatformLayout const& layout, Random& random) {
    auto const type = random.chance(70) ? RscType::MemRange : RscType::MmioRange;
    auto const base = any_address(layout, random).value;
    auto const pages = random.chance(80) ? 1 + random.below(16) : random.number();
    writer.add(RscMem{.header = header(type, sizeof(RscMem), random),
                      .base = random.chance(85) ? base & ~(kPage - 1) : base,
                      .length = pages * kPage,
                      .rwx_attributes = static_cast<uint32_t>(random.below(8)),
                      .reserved2 = 0});
}

void add_ports(Writer& writer, Random& random) {
    writer.add(RscIo{.header = header(RscType::IoRange, sizeof(RscIo), random),
                     .base = static_cast<uint16_t>(random.next()),
                     .length = static_cast<uint16_t>(random.number()),
                     .reserved = 0});
}

void add_msr(Writer& writer, Random& random) {
    auto const mask = random.chance(70) ? ~uint64_t{0} : random.next();
    writer.add(RscMsr{.header = header(RscType::MachineSpecificReg, sizeof(RscMsr), random),
                      .msr_index = static_cast<uint32_t>(random.chance(50) ? random.below(0x200) : random.number()),
                      .attributes = static_cast<uint32_t>(random.below(2)),
                      .read_mask = random.chance(50) ? mask : 0,
                      .write_mask = mask});
}

void add_pci(Writer& writer, Random& random) {
    auto const nodes = 1 + random.below(3);
    auto const size = sizeof(RscPciCfg) + nodes * sizeof(PciDevicePathNode);
    if (!writer.has_room(size)) return;
    writer.add(RscPciCfg{.header = header(RscType::PciCfgRange, size, random),
                         .rw_attributes = static_cast<uint16_t>(random.below(4)),
                         .base = 0,
                         .length = 0x1000,
                         .originating_bus_number = 0,
                         .last_node_index = static_cast<uint8_t>(nodes - 1)});
    for (uint64_t i = 0; i < nodes; ++i)
        writer.add(PciDevicePathNode{.type = 1,
                                     .subtype = 1,
                                     .length = 6,
                                     .pci_function = static_cast<uint8_t>(random.below(8)),
                                     .pci_device = static_cast<uint8_t>(random.below(32))});
}

void add_any(Writer& writer, PlatformLayout const& layout, Random& random) {
    switch (random.below(9)) {
    case 0: return add_ports(writer, random);
    case 1: return add_msr(writer, random);
    case 2: return add_pci(writer, random);
    case 3: return writer.add(header(RscType::AllResources, sizeof(RscHeader), random));
    case 4:
        return writer.add(RscTrappedIo{.header = header(RscType::TrappedIoRange, sizeof(RscTrappedIo), random),
                                       .base = static_cast<uint16_t>(random.next()),
                                       .length = 4,
                                       .kind = static_cast<uint16_t>(random.below(8)),
                                       .reserved2 = 0});
    default: return add_memory(writer, layout, random);
    }
}

uint64_t continuation(Content content, uint64_t at, PlatformLayout const& layout, Random& random) {
    if (content != Content::ChainedList) return 0;
    return random.chance(40) ? at : any_address(layout, random).value;
}

// Up to 8 bytes at any place that the list has used.
void damage(PageBytes& page, std::size_t used, Random& random) {
    auto const size = std::size_t{1} << random.below(4);
    auto const place = random.below(std::max<std::size_t>(used, size) - size + 1);
    auto const value = random.number();
    std::memcpy(page.data() + place, &value, size);
}

} // namespace

void write_list(PageBytes& page, Content content, uint64_t at, PlatformLayout const& layout, Random& random) {
    Writer writer(page);
    auto const count = content == Content::EndlessList ? 512 : random.chance(90) ? random.below(6) : random.below(140);
    for (uint64_t i = 0; i < count; ++i)
        add_any(writer, layout, random);
    if (content != Content::EndlessList)
        writer.add(RscEnd{.header = {.rsc_type = RscType::EndOfResources, .length = sizeof(RscEnd), .flags = 0},
                          .resource_list_continuation = continuation(content, at, layout, random)});
    if (content == Content::DamagedList) damage(page, writer.at(), random);
}

} // namespace redoubt::hostile
