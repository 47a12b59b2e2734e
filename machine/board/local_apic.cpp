// SPDX-License-Identifier: Apache-2.0
#include "machine/board/local_apic.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace redoubt::machine {
namespace {

enum class Use : uint8_t { None, Read, Write, ReadWrite };

struct Kind {
    ApicRegister first;
    uint8_t count;
    Use in_page;
    Use by_msr;
    uint32_t writable; // bits; by MSR, a 1 in another one is #GP(0)
};

constexpr std::array kinds{
    // clang-format off
    //   first                             count  in page         by MSR          writable
    Kind{ApicRegister::Id,                  1,    Use::Read,      Use::Read,      0},
    Kind{ApicRegister::Version,             1,    Use::Read,      Use::Read,      0},
    Kind{ApicRegister::TaskPriority,        1,    Use::ReadWrite, Use::ReadWrite, 0x000000ff},
    Kind{ApicRegister::ProcessorPriority,   1,    Use::Read,      Use::Read,      0},
    Kind{ApicRegister::Eoi,                 1,    Use::Write,     Use::Write,     0},
    Kind{ApicRegister::LogicalDestination,  1,    Use::ReadWrite, Use::Read,      0xff000000},
    Kind{ApicRegister::DestinationFormat,   1,    Use::ReadWrite, Use::None,      0xf0000000},
    Kind{ApicRegister::SpuriousVector,      1,    Use::ReadWrite, Use::ReadWrite, 0x000001ff},
    Kind{ApicRegister::InService,           8,    Use::Read,      Use::Read,      0},
    Kind{ApicRegister::TriggerMode,         8,    Use::Read,      Use::Read,      0},
    Kind{ApicRegister::Request,             8,    Use::Read,      Use::Read,      0},
    Kind{ApicRegister::ErrorStatus,         1,    Use::ReadWrite, Use::ReadWrite, 0},
    Kind{ApicRegister::CommandLow,          1,    Use::ReadWrite, Use::ReadWrite, 0x000ccfff},
    Kind{ApicRegister::CommandHigh,         1,    Use::ReadWrite, Use::None,      0xff000000},
    Kind{ApicRegister::LvtTimer,            1,    Use::ReadWrite, Use::ReadWrite, 0x000300ff},
    Kind{ApicRegister::LvtThermal,          1,    Use::ReadWrite, Use::ReadWrite, 0x000107ff},
    Kind{ApicRegister::LvtPerformance,      1,    Use::ReadWrite, Use::ReadWrite, 0x000107ff},
    Kind{ApicRegister::LvtLint0,            1,    Use::ReadWrite, Use::ReadWrite, 0x0001a7ff},
    Kind{ApicRegister::LvtLint1,            1,    Use::ReadWrite, Use::ReadWrite, 0x0001a7ff},
    Kind{ApicRegister::LvtError,            1,    Use::ReadWrite, Use::ReadWrite, 0x000100ff},
    Kind{ApicRegister::InitialCount,        1,    Use::ReadWrite, Use::ReadWrite, 0xffffffff},
    Kind{ApicRegister::CurrentCount,        1,    Use::Read,      Use::Read,      0},
    Kind{ApicRegister::DivideConfiguration, 1,    Use::ReadWrite, Use::ReadWrite, 0x0000000b},
    Kind{ApicRegister::SelfIpi,             1,    Use::None,      Use::Write,     0x000000ff},
    // clang-format on
};

[[nodiscard]] Kind const* kind_of(uint64_t number) {
    auto const kind = std::ranges::find_if(
        kinds, [number](Kind const& k) { return number - static_cast<uint64_t>(k.first) < k.count; });
    return kind == kinds.end() ? nullptr : &*kind;
}

constexpr bool reads(Use use) {
    return use == Use::Read || use == Use::ReadWrite;
}

constexpr bool writes(Use use) {
    return use == Use::Write || use == Use::ReadWrite;
}

// A doubleword at the beginning of sixteen bytes.
constexpr bool whole(uint64_t offset, unsigned size) {
    return offset % 16 == 0 && size == 4;
}

constexpr std::string_view access_rule = "SDM vol. 3A 10.4.1";

} // namespace

LocalApic::LocalApic(uint32_t id, std::function<void(IpiRequest const&)> send, Reporter& reporter)
    : id_(id), send_(std::move(send)), reporter_(reporter) {
    reset();
}

void LocalApic::reset() { // SDM vol. 3A 10.4.7.1
    values_ = {};
    errors_ = 0;
    value(ApicRegister::DestinationFormat) = 0xffffffff;
    value(ApicRegister::SpuriousVector) = 0xff;
    mask_lvt();
}

void LocalApic::set_mode(ApicMode mode) {
    if (mode == ApicMode::Disabled) reset(); // what it held is lost (SDM vol. 3A 10.4.3)
    mode_ = mode;
}

bool LocalApic::software_enabled() const {
    return (value(ApicRegister::SpuriousVector) & apic::software_enable) != 0;
}

// While it is software-disabled, masks cannot be cleared (SDM vol. 3A 10.4.7.2).
void LocalApic::mask_lvt() {
    auto const first = values_.begin() + static_cast<unsigned>(ApicRegister::LvtTimer);
    auto const last = values_.begin() + static_cast<unsigned>(ApicRegister::LvtError);
    std::for_each(first, last + 1, [](uint32_t& entry) { entry |= apic::lvt_masked; });
}

bool LocalApic::accepts(DeliveryMode delivery) const {
    if (mode_ == ApicMode::Disabled) return false;
    return delivery != DeliveryMode::Fixed || software_enabled();
}

uint32_t LocalApic::read(uint64_t offset, unsigned size) {
    if (!whole(offset, size)) {
        reporter_.report(access_rule, fmt::format("read of {} bytes at offset {:#x} of the local APIC", size, offset));
        return 0;
    }
    auto const* const kind = kind_of(offset / 16);
    if (kind == nullptr || kind->in_page == Use::None) errors_ |= apic::illegal_register_address;
    if (kind == nullptr || !reads(kind->in_page)) return 0;
    return load(static_cast<ApicRegister>(offset / 16));
}

void LocalApic::write(uint64_t offset, unsigned size, uint32_t written) {
    if (!whole(offset, size))
        return reporter_.report(access_rule,
                                fmt::format("write of {} bytes at offset {:#x} of the local APIC", size, offset));
    auto const* const kind = kind_of(offset / 16);
    if (kind == nullptr || kind->in_page == Use::None) errors_ |= apic::illegal_register_address;
    if (kind == nullptr || !writes(kind->in_page)) return;
    store(kind->first, written, kind->writable);
}

std::optional<uint64_t> LocalApic::read_msr(uint32_t msr) const {
    auto const* const kind = kind_of(msr - first_msr);
    if (mode_ != ApicMode::X2Apic || kind == nullptr || !reads(kind->by_msr)) return std::nullopt;
    auto const which = static_cast<ApicRegister>(msr - first_msr);
    if (which == ApicRegister::CommandLow)
        return uint64_t{value(ApicRegister::CommandHigh)} << 32 | value(ApicRegister::CommandLow);
    return load(which);
}

bool LocalApic::write_msr(uint32_t msr, uint64_t written) {
    auto const* const kind = kind_of(msr - first_msr);
    if (mode_ != ApicMode::X2Apic || kind == nullptr || !writes(kind->by_msr)) return false;
    auto const low = static_cast<uint32_t>(written);
    auto const high = static_cast<uint32_t>(written >> 32);
    if ((low & ~kind->writable) != 0 || (high != 0 && kind->first != ApicRegister::CommandLow)) return false;
    if (kind->first == ApicRegister::CommandLow) value(ApicRegister::CommandHigh) = high; // there, all 32 bits
    store(kind->first, low, kind->writable);
    return true;
}

uint32_t LocalApic::load(ApicRegister which) const {
    switch (which) {
    case ApicRegister::Id: return mode_ == ApicMode::X2Apic ? id_ : id_ << apic::id_shift;
    case ApicRegister::Version: return apic::version;
    case ApicRegister::ProcessorPriority: return value(ApicRegister::TaskPriority); // nothing is in service
    case ApicRegister::LogicalDestination:
        return mode_ == ApicMode::X2Apic ? id_ >> 4 << 16 | 1u << (id_ & 0xf) : value(which); // 10.12.10.2
    default: return value(which);
    }
}

void LocalApic::store(ApicRegister which, uint32_t written, uint32_t writable) {
    switch (which) {
    case ApicRegister::Eoi: return; // nothing is in service
    case ApicRegister::ErrorStatus: value(which) = std::exchange(errors_, 0); return;
    case ApicRegister::SelfIpi: return send_self(static_cast<uint8_t>(written));
    default: break;
    }
    value(which) = (value(which) & ~writable) | (written & writable);
    if (which == ApicRegister::CommandLow) send_command();
    if (!software_enabled()) mask_lvt();
}

} // namespace redoubt::machine
