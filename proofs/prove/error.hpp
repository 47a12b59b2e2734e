// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace redoubt::prove {

// The check could not be carried out: exit status 2, one line for the user. A check that was carried out and failed is
// a result instead.
struct CannotRun : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace redoubt::prove
