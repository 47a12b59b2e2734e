// SPDX-License-Identifier: Apache-2.0
#include "models/catalog.hpp"

#include "models/measurement_trigger.hpp"
#include "models/pe_lifecycle.hpp"
#include "models/policy.hpp"
#include "models/rendezvous.hpp"
#include "models/trigger_schedule.hpp"
#include "models/trigger_secrecy.hpp"
#include "models/vmcs_switching.hpp"

namespace redoubt::models {

std::vector<std::shared_ptr<tsl::Model const>> catalog() {
    return {
        std::make_shared<PeLifecycle const>(),        std::make_shared<VmcsSwitching const>(),
        std::make_shared<Rendezvous const>(),         std::make_shared<PermissionPolicy const>(),
        std::make_shared<MeasurementTrigger const>(), std::make_shared<TriggerSchedule const>(),
        std::make_shared<TriggerSecrecy const>(),
    };
}

} // namespace redoubt::models
