// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/statuses.hpp"

#include "spec/abi/pe_status.h"
#include "spec/abi/status.h"

namespace redoubt::hostile {
namespace {

using stm::abi::PeStatus;
using stm::abi::Status;

struct Numbers {
    uint32_t first;
    uint32_t last;
};

constexpr Numbers from(Status first, Status last) {
    return {static_cast<uint32_t>(first), static_cast<uint32_t>(last)};
}
constexpr Numbers from(PeStatus first, PeStatus last) {
    return {static_cast<uint32_t>(first), static_cast<uint32_t>(last)};
}

// Without gaps from the first to the last of a row.
constexpr Numbers defined[]{
    from(Status::Success, Status::Success),
    from(Status::SecurityViolation, Status::UnsupportedMsrBit),
    from(Status::Unspecified, Status::Unspecified),
    from(Status::SmmBadBuffer, Status::SmmBadBuffer),
    from(Status::SmmInvalidRsc, Status::SmmAfterInit),
    from(Status::SmmUnspecified, Status::SmmUnspecified),
    from(Status::InvalidApi, Status::InvalidParameter),
    from(PeStatus::SpaceTooLarge, PeStatus::VmGpFault),
    from(PeStatus::RegionMemsizeInvalid, PeStatus::AllocFailure),
    from(PeStatus::Fail, PeStatus::Fail),
};

} // namespace

bool is_status(uint32_t number) {
    for (auto const& row : defined)
        if (row.first <= number && number <= row.last) return true;
    return false;
}

} // namespace redoubt::hostile
