// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os_mailbox.hpp"

#include <string>

// What a processor of the OS stand-in reports, in words: one line.
namespace redoubt::trial {

// Why it gave up; of a mailbox whose failure is not None.
[[nodiscard]] std::string failure_in_words(machine::guest::OsMailbox const& os);

// What went wrong with a call that has been made: it failed as an instruction, or was answered with an error. Empty:
// nothing did.
[[nodiscard]] std::string call_in_words(machine::guest::OsOperation const& call);

} // namespace redoubt::trial
