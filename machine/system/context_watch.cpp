// SPDX-License-Identifier: Apache-2.0
#include "machine/system/context_watch.hpp"

#include "spec/abi/api.h"

#include <fmt/format.h>

namespace redoubt::machine {
namespace {

using stm::abi::Function;

constexpr auto rule = "SDM vol. 3C 34.1"; // SMM is transparent to what it interrupts

// What a call's caller finds changed (StmApi.h): the status, and what the function gives beside it; RIP and flags; and
// whether SMIs are blocked, which InitializeProtection and Start decide.
void allow_results(ContextSnapshot& before, ContextSnapshot const& after) {
    auto& was = before.state;
    auto const& is = after.state;
    auto const function = static_cast<Function>(was.get<uint32_t>(at::rax));
    auto const allow = [&](RegisterAt place) { was.set(place, is.get<uint64_t>(place)); };
    allow(at::rax);
    if (function == Function::InitializeProtection) allow(at::rbx);
    if (function == Function::GetBiosResources) allow(at::rdx);
    was.rip = is.rip;
    was.flags.load((was.flags.image() & ~rflags::status) | (is.flags.image() & rflags::status));
    constexpr auto by_smi = stm::abi::interruptibility::kBlockingBySmi;
    was.interruptibility = (was.interruptibility & ~by_smi) | (is.interruptibility & by_smi);
}

} // namespace

void ContextWatch::leaves(stm::abi::ExitReason reason, bool pending_mtf) {
    interrupted_ =
        Interrupted{.by_call = reason == stm::abi::ExitReason::Vmcall, .context = snapshot(*processor_, pending_mtf)};
}

// Not the entry of a guest in SMM.
void ContextWatch::entered() {
    if (!processor_->state().in_smm) compare();
}

// The call's VMCS has become the SMM-transfer VMCS, and the processor has written the caller's state there.
void ContextWatch::activated() {
    if (interrupted_) interrupted_->context.vmcs.reset();
}

void ContextWatch::compare() {
    if (!interrupted_) return;
    auto [by_call, before] = *std::move(interrupted_);
    interrupted_.reset();
    auto after = snapshot(*processor_);
    if (!before.vmcs) after.vmcs.reset();
    if (by_call) allow_results(before, after);
    ++(by_call ? calls_ : smis_);
    for (auto const& difference : differences(before, after)) {
        if (tolerated_.contains(difference.name)) continue;
        reporter_.report(rule, fmt::format("{} changes over {}: {:#x} before, {:#x} after", difference.name,
                                           by_call ? "a call" : "an SMI", difference.before, difference.after));
    }
}

} // namespace redoubt::machine
