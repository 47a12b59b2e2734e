// SPDX-License-Identifier: Apache-2.0
#include "machine/system/context_snapshot.hpp"

#include <array>
#include <fmt/format.h>

namespace redoubt::machine {
namespace {

constexpr std::array<std::string_view, 16> general_names{"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
                                                         "R8",  "R9",  "R10", "R11", "R12", "R13", "R14", "R15"};
constexpr std::array<std::string_view, kSegments> segment_names{"ES", "CS", "SS", "DS", "FS", "GS", "LDTR", "TR"};

struct NamedMsr {
    std::string_view name;
    uint64_t Msrs::* value;
};

constexpr std::array msrs{
    // clang-format off
    NamedMsr{"IA32_EFER", &Msrs::efer},                   NamedMsr{"IA32_PAT", &Msrs::pat},
    NamedMsr{"IA32_DEBUGCTL", &Msrs::debugctl},           NamedMsr{"IA32_SYSENTER_CS", &Msrs::sysenter_cs},
    NamedMsr{"IA32_SYSENTER_ESP", &Msrs::sysenter_esp},   NamedMsr{"IA32_SYSENTER_EIP", &Msrs::sysenter_eip},
    NamedMsr{"IA32_STAR", &Msrs::star},                   NamedMsr{"IA32_LSTAR", &Msrs::lstar},
    NamedMsr{"IA32_CSTAR", &Msrs::cstar},                 NamedMsr{"IA32_FMASK", &Msrs::fmask},
    NamedMsr{"IA32_KERNEL_GS_BASE", &Msrs::kernel_gs_base}, NamedMsr{"IA32_TSC_AUX", &Msrs::tsc_aux},
    NamedMsr{"IA32_PERF_GLOBAL_CTRL", &Msrs::perf_global_ctrl}, NamedMsr{"SMBASE", &Msrs::smbase},
    // clang-format on
};

class Comparison {
public:
    // A name is made only where it is needed: nearly always all is equal.
    template <typename Name>
    void value(uint64_t before, uint64_t after, Name name) {
        if (before != after) found_.push_back({std::string(name()), before, after});
    }
    void named(std::string_view name, uint64_t before, uint64_t after) {
        value(before, after, [&] { return name; });
    }

    [[nodiscard]] std::vector<ContextDifference> finish() && { return std::move(found_); }

private:
    std::vector<ContextDifference> found_;
};

void compare_general(Comparison& comparison, State const& before, State const& after) {
    for (unsigned number = 0; number < general_names.size(); ++number)
        comparison.named(general_names.at(number), before.general(number), after.general(number));
    comparison.named("RIP", before.rip, after.rip);
    comparison.named("RFLAGS", before.flags.image(), after.flags.image());
}

void compare_system(Comparison& comparison, State const& before, State const& after) {
    comparison.named("CR0", before.cr0, after.cr0);
    comparison.named("CR2", before.cr2, after.cr2);
    comparison.named("CR3", before.cr3, after.cr3);
    comparison.named("CR4", before.cr4, after.cr4);
    comparison.named("CR8", before.cr8, after.cr8);
    for (unsigned i = 0; i < before.dr.size(); ++i)
        comparison.value(before.dr.at(i), after.dr.at(i), [&] { return fmt::format("DR{}", i); });
    comparison.named("DR6", before.dr6, after.dr6);
    comparison.named("DR7", before.dr7, after.dr7);
    if (before.paging_mode() == PagingMode::Pae)
        for (unsigned i = 0; i < before.pdpte.size(); ++i)
            comparison.value(before.pdpte.at(i), after.pdpte.at(i), [&] { return fmt::format("PDPTE{}", i); });
    for (auto const& msr : msrs)
        comparison.named(msr.name, before.msrs.*msr.value, after.msrs.*msr.value);
}

void compare_segments(Comparison& comparison, State const& before, State const& after) {
    for (unsigned index = 0; index < kSegments; ++index) {
        auto const& was = before.segment(static_cast<SegmentIndex>(index));
        auto const& is = after.segment(static_cast<SegmentIndex>(index));
        auto const name = [&](std::string_view part) {
            return [index, part] { return fmt::format("{} {}", segment_names.at(index), part); };
        };
        comparison.value(was.selector, is.selector, name("selector"));
        comparison.value(was.base, is.base, name("base"));
        comparison.value(was.limit, is.limit, name("limit"));
        comparison.value(was.rights, is.rights, name("access rights"));
    }
    comparison.named("GDTR base", before.gdtr.base, after.gdtr.base);
    comparison.named("GDTR limit", before.gdtr.limit, after.gdtr.limit);
    comparison.named("IDTR base", before.idtr.base, after.idtr.base);
    comparison.named("IDTR limit", before.idtr.limit, after.idtr.limit);
}

void compare_floating(Comparison& comparison, Floating const& before, Floating const& after) {
    comparison.named("XCR0", before.xcr0, after.xcr0);
    if (before.image == after.image) return;
    for (unsigned at = 0; at < before.image.size(); at += sizeof(uint64_t))
        comparison.value(before.get<uint64_t>(at), after.get<uint64_t>(at), [&] {
            if (at < Floating::xmm_at || at >= Floating::xmm_end) return fmt::format("x87 and SSE state, byte {}", at);
            return fmt::format("XMM{}, {} half", (at - Floating::xmm_at) / 16, at % 16 == 0 ? "lower" : "upper");
        });
}

void compare_vmx(Comparison& comparison, ContextSnapshot const& before, ContextSnapshot const& after) {
    comparison.named("VMX operation (0 none, 1 root, 2 non-root)", static_cast<uint64_t>(before.operation),
                     static_cast<uint64_t>(after.operation));
    comparison.named("current-VMCS pointer", before.vmcs_pointer, after.vmcs_pointer);
    comparison.named("pending MTF VM exit", before.pending_mtf ? 1 : 0, after.pending_mtf ? 1 : 0);
    comparison.named("injected event", before.injected ? 1 : 0, after.injected ? 1 : 0);
    if (before.preemption_timer && after.preemption_timer)
        comparison.named("VMX-preemption timer", *before.preemption_timer, *after.preemption_timer);
    if (!before.vmcs || !after.vmcs || before.vmcs_pointer != after.vmcs_pointer) return;
    comparison.named("launch state of the current VMCS", static_cast<uint64_t>(before.vmcs->launch_state()),
                     static_cast<uint64_t>(after.vmcs->launch_state()));
    for (auto const field : kFields)
        comparison.value(before.vmcs->get(field), after.vmcs->get(field), [&] {
            return fmt::format("field {:04X}H of the current VMCS", static_cast<uint32_t>(field));
        });
}

} // namespace

ContextSnapshot snapshot(Processor& processor, bool pending_mtf) {
    auto const& vmx = processor.vmx();
    auto const* const current = vmx.current();
    bool const has_data = current != nullptr && vmx.current_pointer() != vmx.smm_transfer_pointer();
    return {.state = processor.state(),
            .operation = vmx.operation(),
            .vmcs_pointer = vmx.current_pointer(),
            .vmcs = has_data ? std::optional{*current} : std::nullopt,
            .pending_mtf = pending_mtf || vmx.has_pending_mtf(),
            .injected = vmx.injects(),
            .preemption_timer = vmx.preemption_timer()};
}

std::vector<ContextDifference> differences(ContextSnapshot const& before, ContextSnapshot const& after) {
    Comparison comparison;
    compare_general(comparison, before.state, after.state);
    compare_system(comparison, before.state, after.state);
    compare_segments(comparison, before.state, after.state);
    compare_floating(comparison, before.state.floating, after.state.floating);
    comparison.named("interruptibility", before.state.interruptibility, after.state.interruptibility);
    comparison.named("pending debug exceptions", before.state.pending_debug, after.state.pending_debug);
    comparison.named("activity state", static_cast<uint64_t>(before.state.activity),
                     static_cast<uint64_t>(after.state.activity));
    compare_vmx(comparison, before, after);
    return std::move(comparison).finish();
}

} // namespace redoubt::machine
