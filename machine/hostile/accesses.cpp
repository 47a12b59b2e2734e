// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/accesses.hpp"

#include "machine/hostile/places.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace redoubt::hostile {
namespace {

using machine::Access;
using machine::Context;
using machine::Origin;
using machine::PlatformLayout;

std::string_view verb(Access access) {
    switch (access) {
    case Access::Read: return "reads";
    case Access::Write: return "writes";
    case Access::Execute: break;
    }
    return "executes";
}

} // namespace

Accesses::Accesses(machine::Machine& machine, Protections const& protections, machine::Range spare)
    : machine_(machine), protections_(protections), spare_(spare) {
    machine.memory().set_lookout(this);
}

void Accesses::begin_step(Findings& findings) {
    findings_ = &findings;
    allowed_.clear();
    asked_ = {};
    before_.clear();
    written_.clear();
    answered_.clear();
    machine_.memory().forget_pages();
}

void LogPages::add(LogPages const& more) {
    pages.insert(more.pages.begin(), more.pages.end());
    anywhere = anywhere || more.anywhere;
}

void Accesses::let_monitor_log(LogPages const& pages) {
    asked_.add(pages);
}

void Accesses::log_begins(LogPages const& pages) {
    log_.add(pages);
}

void Accesses::end_step() {
    for (auto const& [page, bytes] : before_)
        (void)machine_.put(page, bytes);
    findings_ = nullptr;
}

void Accesses::reached(uint64_t physical, Access access, Origin origin) {
    if (findings_ == nullptr) return;
    auto const page = physical & ~(kPage - 1);
    auto const context = machine_.context(machine_.current());
    switch (context) {
    case Context::SmiHandler: look_at_handler(page, access); break;
    case Context::Monitor: return look_at_monitor(page, access);
    case Context::Os:
    case Context::OsGuest:
        if (machine_.layout().tseg.contains(page) && !machine_.memory().closed(page, origin))
            add(Promise::P1, "the OS", page, access, "in TSEG");
        break;
    default: return;
    }
    if (access != Access::Write) return;
    remember(page);
    written_.insert(page);
}

void Accesses::look_at_handler(uint64_t page, Access access) {
    if (monitors_range(page)) add(Promise::P1, "the SMI handler", page, access, "from MSEG base to the top of TSEG");
    if (protections_.denies(page, access)) add(Promise::P2, "the SMI handler", page, access, "protected by the OS");
}

void Accesses::look_at_monitor(uint64_t page, Access access) {
    if (spare_.contains(page)) add(Promise::P6, "the monitor", page, access, "no object of its own");
    if (access != Access::Write || monitors_range(page) || handlers_state(page)) return;
    if (!allowed_.contains(page) && !is_log(page))
        return add(Promise::P6, "the monitor", page, access, "which no call lets it");
    remember(page);
    answered_.insert(page);
}

bool Accesses::monitor_spoils_os() const {
    return std::ranges::any_of(answered_, os::needs);
}

bool Accesses::is_log(uint64_t page) const {
    bool const devices = page >= machine_.layout().tseg.base && page < kDevicesEnd; // TSEG among them
    if (devices || kLowSmram.contains(page)) return false;
    return asked_.anywhere || log_.anywhere || asked_.pages.contains(page) || log_.pages.contains(page);
}

bool Accesses::monitors_range(uint64_t page) const {
    auto const& layout = machine_.layout();
    return page >= layout.mseg.base && page < layout.tseg.base + layout.tseg.size;
}

// The save state with the descriptor, and the stack of protection exceptions: the interface has the monitor write there.
bool Accesses::handlers_state(uint64_t page) const {
    for (unsigned number = 0; number < machine_.processors(); ++number) {
        auto const state = machine_.layout().smbase(number) + PlatformLayout::smbase_distance - kPage;
        if (page == state || page == handler::kExceptionStack.of(number)) return true;
    }
    return false;
}

void Accesses::remember(uint64_t page) {
    auto const* const bytes = machine_.memory().ram(page);
    if (bytes != nullptr) before_.try_emplace(page, bytes, bytes + kPage);
}

void Accesses::add(Promise promise, std::string_view who, uint64_t page, Access access, std::string_view where) {
    findings_->add(promise, machine_.current(),
                   fmt::format("{} {} the page {:#x}, {}", who, verb(access), page, where));
}

} // namespace redoubt::hostile
