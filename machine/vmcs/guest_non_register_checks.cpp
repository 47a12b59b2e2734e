// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/fault.hpp"
#include "machine/vmcs/check_terms.hpp"
#include "machine/vmcs/register_values.hpp"

// SDM vol. 3C 26.3.1.5
namespace redoubt::machine {
namespace {

using namespace check_terms;
using stm::abi::ActivityState;
using stm::abi::EntryFailure;
using stm::abi::InterruptionType;
namespace entry_control = stm::abi::entry_control;
namespace interruptibility = stm::abi::interruptibility;
namespace pending_debug = stm::abi::pending_debug;
namespace vmx_misc = stm::abi::vmx_misc;

// Activity

bool is(S s, ActivityState state) {
    return s.field(Field::GuestActivityState) == static_cast<uint64_t>(state);
}

bool supported(S s) {
    auto const misc = s.capabilities.msr(stm::abi::Msr::VmxMisc);
    return is(s, ActivityState::Active) || (is(s, ActivityState::Hlt) && (misc & vmx_misc::kHlt) != 0) ||
           (is(s, ActivityState::Shutdown) && (misc & vmx_misc::kShutdown) != 0) ||
           (is(s, ActivityState::WaitForSipi) && (misc & vmx_misc::kWaitForSipi) != 0);
}

bool injects_exception(S s, Vector vector) {
    return s.injects(InterruptionType::HardwareException) && s.injected_vector() == static_cast<unsigned>(vector);
}

bool ends_hlt(S s) {
    return s.injects(InterruptionType::ExternalInterrupt) || s.injects(InterruptionType::Nmi) ||
           injects_exception(s, Vector::Debug) || injects_exception(s, Vector::MachineCheck) ||
           s.injects(InterruptionType::Other);
}

bool ends_shutdown(S s) {
    return s.injects(InterruptionType::Nmi) || injects_exception(s, Vector::MachineCheck);
}

// Interruptibility

bool blocks(S s, uint32_t what) {
    return s.has(Field::GuestInterruptibility, what);
}

constexpr uint64_t reserved_interruptibility = 0xffffffe0;

// Pending debug exceptions

bool holds_debug_exceptions(S s) {
    return blocks(s, interruptibility::kBlockingBySti | interruptibility::kBlockingByMovSs) ||
           is(s, ActivityState::Hlt);
}

bool single_steps(S s) {
    return s.has(Field::GuestRflags, rflags::trap) && !s.has(Field::GuestDebugctl, debugctl::btf);
}

constexpr uint64_t defined_pending =
    pending_debug::kBreakpoints | pending_debug::kEnabledBreakpoint | pending_debug::kSingleStep | pending_debug::kRtm;

// VMCS link pointer

constexpr uint64_t no_link = ~uint64_t{0};
constexpr uint32_t shadow_indicator = 1u << 31;

uint64_t link(S s) {
    return s.field(Field::VmcsLinkPointer);
}

bool links(S s) {
    return link(s) != no_link;
}

uint32_t first_word_linked(S s) {
    return static_cast<uint32_t>(s.memory.word(link(s), sizeof(uint32_t)));
}

constexpr Check checks[] = {
    {"26.3.1.5: the activity state is one that the processor supports", supported},
    {"26.3.1.5: the guest halts at privilege level 0",
     [](S s) { return implies(is(s, ActivityState::Hlt), s.segment(SegmentIndex::Ss).dpl() == 0); }},
    {"26.3.1.5: the guest is active when STI or MOV SS blocks",
     [](S s) {
         return implies(blocks(s, interruptibility::kBlockingBySti | interruptibility::kBlockingByMovSs),
                        is(s, ActivityState::Active));
     }},
    {"26.3.1.5: an event injected in the HLT state is one that ends it",
     [](S s) { return implies(is(s, ActivityState::Hlt) && s.injects(), ends_hlt(s)); }},
    {"26.3.1.5: an event injected in the shutdown state is one that ends it",
     [](S s) { return implies(is(s, ActivityState::Shutdown) && s.injects(), ends_shutdown(s)); }},
    {"26.3.1.5: no event is injected in the wait-for-SIPI state",
     [](S s) { return !(is(s, ActivityState::WaitForSipi) && s.injects()); }},
    {"26.3.1.5: the guest does not wait for a SIPI in SMM",
     [](S s) { return !(is(s, ActivityState::WaitForSipi) && s.entry_control(entry_control::kEntryToSmm)); }},
    {"34.15.4.4: VMX root operation does not go on waiting for a SIPI",
     [](S s) { return !(is(s, ActivityState::WaitForSipi) && s.returns_to_root()); }},

    {"26.3.1.5: the interruptibility state has bits 31:5 clear",
     [](S s) { return !blocks(s, reserved_interruptibility); }},
    {"26.3.1.5: STI and MOV SS do not block both",
     [](S s) {
         return !(blocks(s, interruptibility::kBlockingBySti) && blocks(s, interruptibility::kBlockingByMovSs));
     }},
    {"26.3.1.5: STI blocks only with RFLAGS.IF",
     [](S s) {
         return implies(blocks(s, interruptibility::kBlockingBySti), s.has(Field::GuestRflags, rflags::interrupt));
     }},
    {"26.3.1.5: neither STI nor MOV SS blocks an external interrupt that is injected",
     [](S s) {
         return !(s.injects(InterruptionType::ExternalInterrupt) &&
                  blocks(s, interruptibility::kBlockingBySti | interruptibility::kBlockingByMovSs));
     }},
    {"26.3.1.5: MOV SS does not block an NMI that is injected",
     [](S s) { return !(s.injects(InterruptionType::Nmi) && blocks(s, interruptibility::kBlockingByMovSs)); }},
    {"26.3.1.5: SMIs are not blocked outside SMM",
     [](S s) { return implies(blocks(s, interruptibility::kBlockingBySmi), s.in_smm); }},
    {"26.3.1.5: SMIs are blocked by an entry to SMM",
     [](S s) {
         return implies(s.entry_control(entry_control::kEntryToSmm), blocks(s, interruptibility::kBlockingBySmi));
     }},
    {"26.3.1.5: STI does not block an NMI that is injected", // as a processor may demand
     [](S s) { return !(s.injects(InterruptionType::Nmi) && blocks(s, interruptibility::kBlockingBySti)); },
     EntryFailure::NmiInjection},
    {"26.3.1.5: virtual NMIs are not blocked when one is injected",
     [](S s) {
         return !(s.pin_control(stm::abi::pin_control::kVirtualNmis) && s.injects(InterruptionType::Nmi) &&
                  blocks(s, interruptibility::kBlockingByNmi));
     }},
    {"26.3.1.5: no enclave was interrupted, where there are none",
     [](S s) { return !blocks(s, interruptibility::kEnclaveInterruption); }},

    {"26.3.1.5: the pending debug exceptions set no reserved bit",
     [](S s) { return !s.has(Field::GuestPendingDebug, ~defined_pending); }},
    {"26.3.1.5: a held single step is pending when RFLAGS.TF asks for one",
     [](S s) {
         return implies(holds_debug_exceptions(s) && single_steps(s),
                        s.has(Field::GuestPendingDebug, pending_debug::kSingleStep));
     }},
    {"26.3.1.5: a held single step is not pending when nothing asks for one",
     [](S s) {
         return implies(holds_debug_exceptions(s) && !single_steps(s),
                        !s.has(Field::GuestPendingDebug, pending_debug::kSingleStep));
     }},
    {"26.3.1.5: no debug exception is pending from a transactional region, where there are none",
     [](S s) { return !s.has(Field::GuestPendingDebug, pending_debug::kRtm); }},

    {"26.3.1.5: the VMCS link pointer is a multiple of 4096",
     [](S s) { return implies(links(s), page_aligned(link(s))); }, EntryFailure::LinkPointer},
    {"26.3.1.5: the VMCS link pointer is within the physical-address width",
     [](S s) { return implies(links(s), s.capabilities.within_physical_bits(link(s))); }, EntryFailure::LinkPointer},
    {"26.3.1.5: the VMCS link pointer leads to the VMCS revision identifier",
     [](S s) { return implies(links(s), (first_word_linked(s) & ~shadow_indicator) == s.capabilities.revision()); },
     EntryFailure::LinkPointer},
    {"26.3.1.5: the VMCS link pointer leads to no shadow VMCS, without VMCS shadowing",
     [](S s) { return implies(links(s), (first_word_linked(s) & shadow_indicator) == 0); }, EntryFailure::LinkPointer},
    {"26.3.1.5: the VMCS link pointer is not the current-VMCS pointer",
     [](S s) { return s.returns_from_smm() || link(s) != s.vmcs.address(); }, EntryFailure::LinkPointer},
    {"26.3.1.5: the VMCS link pointer is not the executive-VMCS pointer, on a return from SMM",
     [](S s) { return implies(s.returns_from_smm() && links(s), link(s) != s.field(Field::ExecutiveVmcsPointer)); },
     EntryFailure::LinkPointer},
};

} // namespace

Checks guest_non_register_checks() {
    return checks;
}

} // namespace redoubt::machine
