// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"
#include "spec/abi/vmx_control.h"

namespace redoubt::machine {

// What a guest reads beside the actual time-stamp counter (SDM vol. 3C 25.3).
[[nodiscard]] inline uint64_t time_stamp_offset(Core const& core) {
    return core.vmx.proc(stm::abi::proc_control::kTscOffsetting) ? core.vmx.field(stm::abi::VmcsField::TscOffset) : 0;
}

} // namespace redoubt::machine
