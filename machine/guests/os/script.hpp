// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os/processor.hpp"

namespace redoubt::machine::guest {

// All rounds of the processor's script. False: it has reported a failure.
[[nodiscard]] bool run_script(OsProcessor& processor);

} // namespace redoubt::machine::guest
