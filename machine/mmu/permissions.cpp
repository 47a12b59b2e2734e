// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/permissions.hpp"

namespace redoubt::machine {
namespace {

bool supervisor_may_use_user_data(State const& state, Privilege privilege) {
    if ((state.cr4 & cr4::smap) == 0) return true;
    return privilege == Privilege::Supervisor && (state.flags.system() & rflags::alignment_check) != 0;
}

bool may_use_data(State const& state, TlbEntry const& page, Privilege privilege) {
    if (privilege == Privilege::User) return page.user;
    return !page.user || supervisor_may_use_user_data(state, privilege);
}

bool may_write(State const& state, TlbEntry const& page, Privilege privilege) {
    return page.writable || (privilege != Privilege::User && (state.cr0 & cr0::wp) == 0);
}

bool may_fetch(State const& state, TlbEntry const& page, Privilege privilege) {
    if (privilege == Privilege::User) return page.user && page.executable;
    return page.executable && !(page.user && (state.cr4 & cr4::smep) != 0);
}

} // namespace

bool permits(State const& state, TlbEntry const& page, LinearAccess const& access) {
    switch (access.kind) {
    case Access::Read: return may_use_data(state, page, access.privilege);
    case Access::Write: return may_use_data(state, page, access.privilege) && may_write(state, page, access.privilege);
    case Access::Execute: return may_fetch(state, page, access.privilege);
    }
    return false;
}

Fault page_fault(State const& state, uint64_t linear, LinearAccess const& access, uint32_t cause) {
    // Without SMEP and execute-disable bits a fetch is not told apart.
    bool const no_execute = (state.cr4 & cr4::pae) != 0 && (state.msrs.efer & stm::abi::efer::kNxe) != 0;
    bool const tells_fetches = (state.cr4 & cr4::smep) != 0 || no_execute;
    auto code = cause;
    if (access.kind == Access::Write) code |= page_fault_code::write;
    if (access.privilege == Privilege::User) code |= page_fault_code::user;
    if (access.kind == Access::Execute && tells_fetches) code |= page_fault_code::instruction_fetch;
    return {Vector::PageFault, code, linear};
}

} // namespace redoubt::machine
