// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os/processor.hpp"

// What the actions of a script do, each a function. False: the processor has reported a failure, and gives up.
namespace redoubt::machine::guest {

[[nodiscard]] bool compute(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool raise_smi(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool raise_string_smi(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool call(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool meet(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool enter_vmx(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool leave_vmx(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool load_vmcs(OsProcessor& processor, OsOperation& operation);
[[nodiscard]] bool run_guest(OsProcessor& processor, OsOperation& operation);

} // namespace redoubt::machine::guest
