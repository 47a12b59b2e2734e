// SPDX-License-Identifier: Apache-2.0
#include "models/bindings/bindings.hpp"

#include "models/policy.hpp"

namespace redoubt::models {

// One Policy object is the policy of all processors; the lock, the copying of lists and the EPT are its callers'.
CodeModel policy_code() {
    auto const model = std::make_shared<PermissionPolicy const>();
    auto const& m = *model;
    tsl::Binding binding{.functions = {{&m.kept.symbol(), "Kept(p, $0)"},
                                       {&m.names.symbol(), "NamedBy($0, $1)"},
                                       {&m.may_name.symbol(), "AllMayName($0, $1)"},
                                       {&m.claimed.symbol(), "Claimed(p, $0)"},
                                       {&m.protects.symbol(), "Protected(p, $0)"},
                                       {&m.is_sealed.symbol(), "p->sealed_"}},
                         .outside = {&m.in_force.symbol(), &m.mapped.symbol(), &m.remembered.symbol(),
                                     &m.behind.symbol(), &m.context.symbol(), &m.locked.symbol(), &m.stage.symbol(),
                                     &m.call.symbol(), &m.copy.symbol()},
                         .sorts = {{&tsl::sort<PermissionPolicy::Atom>(), {.variable = "k"}},
                                   {&tsl::sort<PermissionPolicy::Cpu>(), {.variable = ""}},
                                   {&tsl::sort<PermissionPolicy::Call>(),
                                    {.variable = "", .values = {"Call::Claim", "Call::Protect", "Call::Unprotect"}}}},
                         .actions = {},
                         .state = "Policy* p",
                         .name_of_same = "SameGrants",
                         .name_of_initial = "NoGrants"};
    auto const with_list = [&](std::string action, std::string predicate, std::string room) {
        binding.actions.push_back({std::move(action),
                                   std::move(predicate),
                                   "Policy* p, Request* list, integer n",
                                   {"", "list, n", std::move(room)}});
    };
    with_list("claim", "Claim", "ClaimRoom(p, n)");
    binding.actions.push_back({"seal", "Seal", "Policy* p", {""}});
    with_list("protect", "Protect", "ProtectRoom(p, n)");
    with_list("unprotect", "Unprotect", "ProtectRoom(p, n)");
    binding.actions.push_back({"unprotect_all", "UnprotectAll", "Policy* p", {""}});
    return {model, std::move(binding), "monitor/policy/policy.h"};
}

} // namespace redoubt::models
