// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/layout.h"
#include "monitor/resources/ecam.h"

#include <stdint.h>

// What the OS's calls are judged by beside what they change: known when the monitor becomes active, and fixed then.
namespace stm::api {

struct Platform {
    Layout layout;
    resources::Ecam ecam;
    uint64_t limit; // the end of the processor's physical addresses
};

/*@
  predicate ValidPlatform(Platform* p) =
    ValidLayout(&p->layout) && resources::ValidEcam(p->ecam) && IsLimit(p->limit);
*/

} // namespace stm::api
