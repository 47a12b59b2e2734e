// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmx_error.h"
#include "spec/abi/vmx_exit.h"

#include <string>

namespace redoubt::machine {

// In a few words, for people; a number that has no name is given as one.
[[nodiscard]] std::string name_of(stm::abi::ExitReason reason);
[[nodiscard]] std::string name_of(stm::abi::VmxError error);

} // namespace redoubt::machine
