// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/domain.h"

namespace stm::domains {

bool is_known(abi::DomainType type) {
    switch (type) {
    case abi::DomainType::Unprotected:
    case abi::DomainType::IntegrityProtOutIn:
    case abi::DomainType::IntegrityProtOut:
    case abi::DomainType::FullyProtOutIn:
    case abi::DomainType::FullyProtIn:
    case abi::DomainType::FullyProtOut:
    case abi::DomainType::FullyProt: return true;
    default: return false;
    }
}

/*@ assigns \nothing;
    ensures \result <==> KnownXState(xstate);
*/
[[nodiscard]] static bool is_known_xstate(abi::XStatePolicy xstate) {
    return xstate == abi::XStatePolicy::ReadWrite || xstate == abi::XStatePolicy::ReadOnly ||
           xstate == abi::XStatePolicy::Scrub;
}

bool is_valid(Domain domain) {
    return is_known(domain.type) && is_known_xstate(domain.xstate) && domain.degradation <= 0xf;
}

Domain unnamed() {
    return {.type = abi::DomainType::Unprotected, .xstate = abi::XStatePolicy::ReadWrite, .degradation = 0};
}

} // namespace stm::domains
