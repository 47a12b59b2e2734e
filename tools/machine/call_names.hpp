// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/api.h"
#include "spec/abi/status.h"

#include <string>

// The interface's calls and what they answer, for people: a number that has no name is given as one.
namespace redoubt::trial {

[[nodiscard]] std::string name_of(stm::abi::Function function);
[[nodiscard]] std::string name_of(stm::abi::Status status);

} // namespace redoubt::trial
