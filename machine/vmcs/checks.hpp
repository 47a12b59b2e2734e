// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmcs/subject.hpp"
#include "spec/abi/vmx_exit.h"

#include <optional>
#include <span>
#include <string_view>

// The checks of VM entries on the VMCS, a table a section (SDM vol. 3C 26.2, 26.3.1 and, for entries that return from SMM,
// 34.15.4). A rule begins with its section.
namespace redoubt::machine {

struct Check {
    char const* rule;
    bool (*holds)(Subject const& subject);
    stm::abi::EntryFailure qualification = stm::abi::EntryFailure::None; // of checks on the guest's state
};

using Checks = std::span<Check const>;

// clang-format off
[[nodiscard]] Checks execution_control_checks();    // 26.2.1.1
[[nodiscard]] Checks exit_control_checks();         // 26.2.1.2
[[nodiscard]] Checks entry_control_checks();        // 26.2.1.3, 34.15.4.3
[[nodiscard]] Checks host_register_checks();        // 26.2.2
[[nodiscard]] Checks host_segment_checks();         // 26.2.3
[[nodiscard]] Checks host_width_checks();           // 26.2.4
[[nodiscard]] Checks guest_register_checks();       // 26.3.1.1
[[nodiscard]] Checks guest_segment_checks();        // 26.3.1.2: code and data
[[nodiscard]] Checks guest_system_segment_checks(); // 26.3.1.2: TR and LDTR
[[nodiscard]] Checks guest_table_checks();          // 26.3.1.3
[[nodiscard]] Checks guest_rip_checks();            // 26.3.1.4
[[nodiscard]] Checks guest_non_register_checks();   // 26.3.1.5, 34.15.4.4
[[nodiscard]] Checks guest_pdpte_checks();          // 26.3.1.6
// clang-format on

struct Violation {
    std::string_view rule;
    stm::abi::EntryFailure qualification;
};

// The first check that fails, in the order above; nothing when all hold.
[[nodiscard]] std::optional<Violation> check_controls(Subject const& subject);    // error 7
[[nodiscard]] std::optional<Violation> check_host_state(Subject const& subject);  // error 8
[[nodiscard]] std::optional<Violation> check_guest_state(Subject const& subject); // exit reason 33

// An entry that returns from SMM does not check the execution controls of the current VMCS, but those of the executive one
// if it is to VMX non-root operation (SDM vol. 3C 34.15.4.2).
[[nodiscard]] std::optional<Violation> check_executive_controls(Subject const& subject); // error 25

// VMCALL that would activate the dual-monitor treatment (SDM vol. 3C 34.15.6.1).
[[nodiscard]] std::optional<Violation> check_exit_controls(Subject const& subject); // error 20

// As VM entries and INVEPT demand (SDM vol. 3C 26.2.1.1).
[[nodiscard]] bool valid_ept_pointer(uint64_t pointer, Capabilities const& capabilities);

} // namespace redoubt::machine
