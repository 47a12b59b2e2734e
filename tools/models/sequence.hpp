// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/trace.hpp"

#include <string>
#include <string_view>

// A run as a picture.
namespace redoubt::check {

enum class Ending : std::uint8_t { Reached, Broken }; // what the last step does

// A sequence diagram as SVG: who does what to whom, an arrow a step, and beside it what it changes. As wide as there is
// room, in the colours of tools/models/page.html. `closing` says in words what the run ends with.
[[nodiscard]] std::string sequence(tsl::Interpreter const& interpreter, tsl::Trace const& trace, Ending ending,
                                   std::string_view closing);

} // namespace redoubt::check
