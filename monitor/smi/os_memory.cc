// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/os_memory.h"

namespace stm::smi {

api::Platform os_memory(Policy const& policy, resources::Ecam const& ecam) {
    Layout const layout = policy.smram_layout();
    uint64_t const limit = end_of_addresses();
    return {.layout = layout, .ecam = ecam, .limit = limit};
}

} // namespace stm::smi
