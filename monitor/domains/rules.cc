// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/rules.h"

namespace stm::domains {

// The rules bit by bit; the contracts say them type by type.

/*@ requires bit == 1 || bit == 2 || bit == 4 || bit == 8;
    assigns \nothing;
    ensures \result <==> HasBit(bits, bit);
*/
[[nodiscard]] static bool has(uint32_t bits, uint32_t bit) {
    return bits / bit % 2 == 1;
}

/*@ assigns \nothing;
    ensures \result <==> Allows(policy, type);
*/
[[nodiscard]] static bool allows(uint32_t policy, uint32_t type) {
    return (!has(policy, abi::domain::kDisallowedIoOut) || has(type, abi::domain::kDisallowedIoOut)) &&
           (!has(policy, abi::domain::kDisallowedIoIn) || has(type, abi::domain::kDisallowedIoIn)) &&
           (!has(policy, abi::domain::kIntegrity) || has(type, abi::domain::kIntegrity)) &&
           (!has(policy, abi::domain::kConfidentiality) || has(type, abi::domain::kConfidentiality));
}

/*@ requires KnownType(type);
    assigns \nothing;
    ensures Becomes(type, event, \result);
    ensures known: KnownType(\result);
*/
[[nodiscard]] static uint32_t after(uint32_t type, Event event) {
    if (!event.io) return type;
    if (event.api) return 0;
    uint32_t const bit = event.in ? abi::domain::kDisallowedIoIn : abi::domain::kDisallowedIoOut;
    return event.trapped && has(type, bit) ? type - bit : type;
}

Degradation degrade(Domain domain, Event event) {
    auto const type = static_cast<uint32_t>(domain.type);
    uint32_t const wanted = after(type, event);
    if (wanted == type) return {.outcome = Outcome::Kept, .type = domain.type};
    if (!allows(domain.degradation, wanted)) return {.outcome = Outcome::Precluded, .type = domain.type};
    return {.outcome = Outcome::Degraded, .type = static_cast<abi::DomainType>(wanted)};
}

abi::DomainTypeDegraded degraded_event(uint64_t pointer, abi::DomainType expected, abi::DomainType degraded) {
    return {.vmcs_phys_pointer = pointer,
            .expected_domain_type = static_cast<uint8_t>(expected),
            .degraded_domain_type = static_cast<uint8_t>(degraded),
            .beyond = {0, 0, 0, 0, 0, 0}};
}

Populate populated(abi::DomainType type, Event event) {
    auto const bits = static_cast<uint32_t>(type);
    uint32_t const bit = event.in ? abi::domain::kDisallowedIoIn : abi::domain::kDisallowedIoOut;
    bool const all = !has(bits, abi::domain::kConfidentiality);
    bool const io = !all && event.io && event.trapped && !has(bits, bit);
    return {.all = all, .io = io, .dx = io, .data = io && !event.in && !event.string};
}

Propagate propagated(abi::DomainType type, Event event, bool restore_required) {
    auto const bits = static_cast<uint32_t>(type);
    bool const all = type == abi::DomainType::Unprotected;
    bool const data =
        !all && event.io && event.trapped && event.in && !event.string && !has(bits, abi::domain::kDisallowedIoIn);
    return {.all = restore_required && all, .data = restore_required && data};
}

XState xstate(abi::XStatePolicy policy) {
    bool const kept = policy != abi::XStatePolicy::ReadWrite;
    return {.save = kept, .clear = policy == abi::XStatePolicy::Scrub, .restore = kept};
}

} // namespace stm::domains
