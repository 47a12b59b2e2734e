// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/fault.hpp"
#include "machine/cpu/state.hpp"
#include "machine/memory/physical_memory.hpp"
#include "machine/mmu/mmu.hpp"
#include "machine/vmcs/capabilities.hpp"
#include "machine/vmcs/checks.hpp"
#include "machine/vmcs/pool.hpp"
#include "machine/vmx/exit.hpp"
#include "machine/vmx/observer.hpp"
#include "spec/abi/vmcs_field.h"
#include "spec/abi/vmx_error.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace redoubt::machine {

enum class VmxOperation : uint8_t { Off, Root, NonRoot };

// The current-VMCS pointer, and others, when there is none.
inline constexpr uint64_t kNoPointer = ~uint64_t{0};

// How VMLAUNCH, VMRESUME and VMCALL end, beside what they did to flags and state.
enum class Transition : uint8_t {
    Failed,  // the flags say so: the next instruction follows
    Entered, // the guest's state is loaded
    Exited // a VM exit took place instead, or after all (a failure by guest state; an SMM VM exit): the host's state is loaded
};

// MSRs by index, as RDMSR and WRMSR see them at privilege level 0: what the areas of a VMCS name.
class MsrFile {
public:
    MsrFile() = default;
    MsrFile(MsrFile const&) = delete;
    MsrFile& operator=(MsrFile const&) = delete;
    virtual ~MsrFile() = default;

    [[nodiscard]] virtual std::optional<uint64_t> read_msr(uint32_t index) = 0;
    [[nodiscard]] virtual bool write_msr(uint32_t index,
                                         uint64_t value) = 0; // false: it would fault, and nothing changed
};

// Thrown: the processor stops for good (SDM vol. 3C 27.7). The indicator is in the VMCS region by then.
struct VmxAbort {
    uint32_t indicator;
    std::string_view reason;
};

// VMX operation of one logical processor, with the dual-monitor treatment of SMIs and SMM (SDM vol. 3C chapters 23 to 34).
// It changes the processor's State and knows nothing of instructions: who calls has decoded them, has dealt with #UD and
// with #GP(0) that need no VMX state, and has moved RIP to the next instruction before VMLAUNCH and VMRESUME, but left it
// at the instruction before VMCALL and before an exit.
class Vmx {
public:
    struct Surroundings {
        unsigned processor; // its number
        State& state;
        Mmu& mmu;
        PhysicalMemory& memory;
        Capabilities const& capabilities;
        VmcsPool& pool;
        MsrFile& msrs;
        Reporter& reporter;
        VmxObserver* observer = nullptr; // none
    };

    explicit Vmx(Surroundings const& surroundings) : around_(surroundings) {}

    [[nodiscard]] VmxOperation operation() const { return operation_; }
    [[nodiscard]] bool dual_monitor() const { return dual_monitor_; }
    [[nodiscard]] Vmcs const* current() const { return current_.get(); } // null: there is none
    [[nodiscard]] uint64_t current_pointer() const { return current_ == nullptr ? kNoPointer : current_->address(); }
    [[nodiscard]] uint64_t vmxon_pointer() const { return vmxon_; }
    [[nodiscard]] uint64_t smm_transfer_pointer() const { return smm_transfer_; }

    // Controls and fields of the running guest: in VMX non-root operation, none of the controls elsewhere. Secondary
    // controls are 0 unless activated.
    [[nodiscard]] bool pin(uint32_t control) const { return (controls_.pin & control) != 0; }
    [[nodiscard]] bool proc(uint32_t control) const { return (controls_.proc & control) != 0; }
    [[nodiscard]] bool proc2(uint32_t control) const { return (controls_.proc2 & control) != 0; }
    [[nodiscard]] uint64_t field(stm::abi::VmcsField field) const { return current_->get(field); }

    // Instructions (SDM vol. 3C chapter 30), in VMX root operation but for VMXON. They set RFLAGS, or throw Fault.
    void vmxon(uint64_t pointer);
    void vmxoff();
    void vmclear(uint64_t pointer);
    void vmptrld(uint64_t pointer);
    void vmptrst_done() { // current_pointer() is what it stores
        tell(stm::abi::ExitReason::Vmptrst);
        succeed();
    }
    [[nodiscard]] std::optional<uint64_t> vmread(uint64_t encoding); // nothing: failed
    void vmwrite(uint64_t encoding, uint64_t value);
    void invept(uint64_t type, uint64_t eptp, uint64_t reserved);
    void invvpid(uint64_t type, uint64_t vpid_and_reserved, uint64_t linear);
    [[nodiscard]] Transition vmlaunch() { return enter(true); }
    [[nodiscard]] Transition vmresume() { return enter(false); }
    [[nodiscard]] Transition vmcall(uint32_t instruction_length); // activates, or is an SMM VM exit, or fails

    // A VM exit from VMX non-root operation (SDM vol. 3C chapter 27).
    void exit(VmExit const& exit);

    // Under the dual-monitor treatment and outside SMM (SDM vol. 3C 34.15.2): an SMI, or one that a port's access raised.
    void smi(bool pending_mtf) { smm_exit({.reason = stm::abi::ExitReason::OtherSmi}, pending_mtf); }
    void io_smi(IoSmi const& access);

    // The default treatment of SMIs leaves VMX operation for the time (SDM vol. 3C 34.14.1, 34.14.2).
    void suspend();
    void resume();

    // What an entry wants done before the guest's first instruction (SDM vol. 3C 26.6): taken once, before anything else.
    [[nodiscard]] std::optional<Event> take_injection() { return std::exchange(injection_, std::nullopt); }
    [[nodiscard]] bool take_pending_mtf() { return std::exchange(pending_mtf_, false); }
    [[nodiscard]] bool injects() const { return injection_.has_value(); }
    [[nodiscard]] bool has_pending_mtf() const { return pending_mtf_; }

    // The VMX-preemption timer counts instructions here (SDM vol. 3C 25.5.1). What is left of it; nothing: not active.
    [[nodiscard]] std::optional<uint64_t> preemption_timer() const { return timer_; }
    void count(uint64_t instructions) {
        if (timer_) *timer_ -= std::min(*timer_, instructions);
    }

private:
    struct Controls {
        uint32_t pin = 0;
        uint32_t proc = 0;
        uint32_t proc2 = 0;
    };
    struct Suspended {
        VmxOperation operation;
        std::shared_ptr<Vmcs> current;
        std::optional<uint64_t> timer;
        uint64_t vmxe;
    };

    using Field = stm::abi::VmcsField;

    // Results of instructions (SDM vol. 3C 30.2)
    void succeed();
    void fail_invalid();
    void fail_valid(stm::abi::VmxError error);
    void fail(stm::abi::VmxError error); // of which kind: whether there is a current VMCS

    [[nodiscard]] bool is_region(uint64_t pointer) const; // aligned, within the physical address width
    [[nodiscard]] uint32_t revision_at(uint64_t pointer) const;
    void make_current(uint64_t pointer); // kNoPointer: none
    [[nodiscard]] bool get(Field field, uint32_t control) const { return (current_->get(field) & control) != 0; }

    void report(Violation const& violation, std::string what) {
        around_.reporter.report(std::string{"SDM vol. 3C "}.append(violation.rule), std::move(what));
    }

    // Entries
    Transition enter(bool launch);
    [[nodiscard]] std::optional<stm::abi::VmxError> refuse(bool launch);
    [[nodiscard]] std::optional<stm::abi::VmxError> refuse_return_from_smm();
    [[nodiscard]] Subject subject();
    [[nodiscard]] bool returns_from_smm() const;
    void load_guest_registers();
    [[nodiscard]] bool load_pdptes();
    void load_controls(Vmcs const* controlling); // null: VMX root operation
    void fail_entry(stm::abi::ExitReason reason, uint64_t qualification);
    void leave_smm();
    [[nodiscard]] Vmcs* executive();

    // Exits
    void record(VmExit const& exit, uint32_t reason);
    void save_guest_state();
    void load_host_state();
    void go_to_host(uint32_t blocking);
    void smm_exit(VmExit const& exit, bool pending_mtf);
    void invalidate_without_vpid();
    void fix_control_registers();
    [[noreturn]] void abort(uint32_t indicator, std::string_view reason);

    void tell_of_exit();
    void tell_of_leaving(stm::abi::ExitReason reason, bool pending_mtf) {
        if (around_.observer != nullptr) around_.observer->leaves(reason, pending_mtf);
    }
    void tell(stm::abi::ExitReason instruction) {
        if (around_.observer != nullptr) around_.observer->executes(instruction);
    }

    // MSR areas. The number of the entry that cannot be loaded, from 1 on (SDM vol. 3C 26.4); 0: all are.
    [[nodiscard]] uint64_t load_msrs(Field address, Field count, bool entry);
    void store_msrs();

    [[nodiscard]] std::optional<stm::abi::VmxError> refuse_activation(uint64_t mseg);
    void activate(uint64_t mseg, uint32_t instruction_length);
    void load_monitor_state(uint64_t mseg);

    Surroundings around_;
    VmxOperation operation_ = VmxOperation::Off;
    bool dual_monitor_ = false;
    uint64_t vmxon_ = kNoPointer;
    uint64_t smm_transfer_ = kNoPointer;
    std::shared_ptr<Vmcs> current_ = nullptr;
    Controls controls_ = {};
    std::optional<uint64_t> timer_ = std::nullopt;
    std::optional<Event> injection_ = std::nullopt;
    bool pending_mtf_ = false;
    std::optional<Suspended> suspended_ = std::nullopt;
    std::unordered_set<uint64_t> launched_ = {}; // since VMXON; by region
};

} // namespace redoubt::machine
