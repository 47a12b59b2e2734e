// SPDX-License-Identifier: Apache-2.0
#include "models/catalog.hpp"

#include "models/pe_lifecycle.hpp"
#include "models/policy.hpp"
#include "models/vmcs_switching.hpp"

namespace redoubt::models {

std::vector<std::shared_ptr<tsl::Model const>> catalog() {
    return {
        std::make_shared<PeLifecycle const>(),
        std::make_shared<VmcsSwitching const>(),
        std::make_shared<PolicyModel const>(),
    };
}

} // namespace redoubt::models
