// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/checks.hpp"

#include <initializer_list>

namespace redoubt::machine {
namespace {

std::optional<Violation> first_violation(std::initializer_list<Checks> tables, Subject const& subject) {
    for (auto const table : tables)
        for (auto const& check : table)
            if (!check.holds(subject)) return Violation{check.rule, check.qualification};
    return std::nullopt;
}

} // namespace

std::optional<Violation> check_controls(Subject const& subject) {
    if (subject.returns_from_smm()) return first_violation({exit_control_checks(), entry_control_checks()}, subject);
    return first_violation({execution_control_checks(), exit_control_checks(), entry_control_checks()}, subject);
}

std::optional<Violation> check_executive_controls(Subject const& subject) {
    if (!subject.returns_from_smm() || subject.returns_to_root()) return std::nullopt;
    return first_violation({execution_control_checks()}, subject);
}

std::optional<Violation> check_exit_controls(Subject const& subject) {
    return first_violation({exit_control_checks()}, subject);
}

std::optional<Violation> check_host_state(Subject const& subject) {
    return first_violation({host_register_checks(), host_segment_checks(), host_width_checks()}, subject);
}

std::optional<Violation> check_guest_state(Subject const& subject) {
    return first_violation({guest_register_checks(), guest_segment_checks(), guest_system_segment_checks(),
                            guest_table_checks(), guest_rip_checks(), guest_non_register_checks(),
                            guest_pdpte_checks()},
                           subject);
}

} // namespace redoubt::machine
