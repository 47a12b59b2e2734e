// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os_mailbox.hpp"
#include "spec/abi/api.h"

#include <vector>

// Scripts for the OS stand-in, as the host writes them into its mailboxes.
namespace redoubt::machine::guest {

using Script = std::vector<OsOperation>;

[[nodiscard]] OsOperation compute(uint64_t iterations);
[[nodiscard]] OsOperation raise_smi(uint8_t command);
[[nodiscard]] OsOperation raise_string_smi(uint8_t command, uint64_t count, bool in);
[[nodiscard]] OsOperation call(stm::abi::Function function, uint64_t parameter = 0, uint32_t edx = 0);
[[nodiscard]] OsOperation meet(unsigned processors, uint64_t iterations);
[[nodiscard]] OsOperation enter_vmx();
[[nodiscard]] OsOperation leave_vmx();
[[nodiscard]] OsOperation load_vmcs(OsVmcs which, bool clear = false);
[[nodiscard]] OsOperation run_guest(uint64_t exits, bool with_ept, uint64_t command = OsGuestTask::kNone);
[[nodiscard]] OsOperation halt();
[[nodiscard]] OsOperation send_ipi(uint32_t apic_id, uint32_t command);
[[nodiscard]] OsOperation read_memory(uint64_t address, uint32_t size);
[[nodiscard]] OsOperation write_memory(uint64_t address, uint32_t size, uint64_t value);
[[nodiscard]] OsOperation read_port(uint16_t port, uint32_t size);
[[nodiscard]] OsOperation write_port(uint16_t port, uint32_t size, uint32_t value);
[[nodiscard]] OsOperation read_msr(uint32_t index);
[[nodiscard]] OsOperation write_msr(uint32_t index, uint64_t value);

// The start of the monitor (StmApi.h): the first processor calls InitializeProtection, then each of the others Start,
// then the first one Start; or all of them at once, for a monitor that lets nobody go on before all have called. They wait
// for one another for so many iterations at most.
enum class Start : bool { OthersFirst, Together };
[[nodiscard]] Script start_monitor(unsigned processor, unsigned processors, uint64_t iterations,
                                   Start order = Start::OthersFirst);

// The first round goes through the whole script, later ones from `repeat_from` on; 0 rounds: without end. The script
// must not be longer than kOsOperations.
void write_script(OsMailbox& mailbox, Script const& script, uint32_t repeat_from, uint64_t rounds);

// What comes once, what comes round after round, and what comes once behind the last round. The number of rounds may be
// written into the mailbox while the script runs. All parts together must not be longer than kOsOperations.
struct ScriptParts {
    Script begin;
    Script round;
    Script end;
};
void write_script(OsMailbox& mailbox, ScriptParts const& parts, uint64_t rounds);

} // namespace redoubt::machine::guest
