// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/vmcs_subject.hpp"

#include <map>
#include <stdexcept>

// M2's actions: the switch's calls, and what hardware, guests and the rest of the monitor do around them. Each says
// which guard does not hold by what the switch and the processor answer; of what was done before only what the switch's
// callers have to know counts: which regions are a processor's, and whether its switch was created. A VMX instruction
// that fails is no refusal: it is what the model calls failed.
namespace redoubt::conformance {
namespace {

using Refusal = std::optional<std::string>;

constexpr Refusal done = std::nullopt;

std::size_t argument(tsl::Label const& label, std::size_t i) {
    return static_cast<std::size_t>(label.arguments[i]);
}

} // namespace

std::optional<std::string> VmcsSubject::perform(tsl::Label const& label) {
    static std::map<std::string, Perform> const all{
        {"assign", &VmcsSubject::assign},
        {"create", &VmcsSubject::create},
        {"stop", &VmcsSubject::stop},
        {"enter", &VmcsSubject::enter},
        {"exit", &VmcsSubject::exit},
        {"note_exit", &VmcsSubject::note_exit},
        {"guest_runs", &VmcsSubject::guest_runs},
        {"guest_computes", &VmcsSubject::guest_computes},
        {"answer", &VmcsSubject::answer},
        {"answer_by_register", &VmcsSubject::answer_by_register},
        {"set_up_handler", &VmcsSubject::set_up_handler},
        {"interrupt", &VmcsSubject::interrupt},
        {"resume", &VmcsSubject::resume},
    };
    auto const cpu = argument(label, 0);
    auto const bound = hardware_->bind(cpu);
    try {
        return (this->*all.at(label.action->name()))(cpu, label);
    } catch (machine::VmxAbort const&) {
        failed_ = true;
    } catch (machine::Fault const&) {
        failed_ = true;
    }
    return done;
}

bool VmcsSubject::is_current(std::size_t cpu, std::size_t region) const {
    return hardware_->current(cpu) == Processors::address_of(region);
}

bool VmcsSubject::runs(std::size_t cpu, bool os) const {
    return cpus_[cpu].created && cpus_[cpu].calls->os_runs() == os;
}

bool VmcsSubject::turn_of(std::size_t cpu, std::size_t region) const {
    return (runs(cpu, true) && cpus_[cpu].os == region) || (runs(cpu, false) && cpus_[cpu].handler == region);
}

Refusal VmcsSubject::assign(std::size_t cpu, tsl::Label const& label) {
    auto const os = argument(label, 1);
    auto const handler = argument(label, 2);
    if (hardware_->mode(cpu) != Mode::Off) return "off";
    for (auto const region : {os, handler})
        if (hardware_->active_on(region).value_or(cpu) != cpu) return "active nowhere else";
    failed_ = !hardware_->activate(cpu) || failed_;
    cpus_[cpu].created = false;
    cpus_[cpu].os = os;
    cpus_[cpu].handler = handler;
    hardware_->prepare_os(cpu, os);
    hardware_->prepare_handler(handler);
    return done;
}

Refusal VmcsSubject::create(std::size_t cpu, tsl::Label const& label) {
    if (hardware_->mode(cpu) != Mode::Monitor || cpus_[cpu].created) return "assigned";
    failed_ = !cpus_[cpu].calls->create(*hardware_, argument(label, 1), argument(label, 2)) || failed_;
    cpus_[cpu].created = true;
    return done;
}

Refusal VmcsSubject::stop(std::size_t cpu, tsl::Label const&) {
    if (!runs(cpu, true)) return "its turn";
    failed_ = !hardware_->deactivate(cpu, cpus_[cpu].calls->entry() == stm::arch::Next::Launch) || failed_;
    cpus_[cpu].created = false;
    return done;
}

Refusal VmcsSubject::enter(std::size_t cpu, tsl::Label const& label) {
    if (!turn_of(cpu, argument(label, 1))) return "whose turn it is";
    failed_ = !hardware_->enter(cpu, cpus_[cpu].calls->entry() == stm::arch::Next::Launch) || failed_;
    return done;
}

Refusal VmcsSubject::exit(std::size_t cpu, tsl::Label const& label) {
    if (hardware_->mode(cpu) != Mode::Guest) return "in a guest";
    if (!is_current(cpu, argument(label, 1))) return "current";
    hardware_->exit(cpu);
    return done;
}

Refusal VmcsSubject::note_exit(std::size_t cpu, tsl::Label const& label) {
    if (hardware_->mode(cpu) != Mode::Monitor) return "in the monitor";
    if (!turn_of(cpu, argument(label, 1))) return "whose turn it was";
    cpus_[cpu].calls->exited();
    return done;
}

Refusal VmcsSubject::guest_runs(std::size_t cpu, tsl::Label const& label) {
    if (hardware_->mode(cpu) != Mode::Guest) return "in a guest";
    if (!is_current(cpu, argument(label, 1))) return "current";
    auto const field = argument(label, 2);
    hardware_->set_guest_field(cpu, fields_[field], field_values_[field][argument(label, 3)]);
    return done;
}

Refusal VmcsSubject::guest_computes(std::size_t cpu, tsl::Label const& label) {
    if (hardware_->mode(cpu) != Mode::Guest) return "in a guest";
    set_registers(cpu, argument(label, 1), argument(label, 2));
    return done;
}

Refusal VmcsSubject::answer(std::size_t cpu, tsl::Label const& label) {
    if (!is_current(cpu, argument(label, 1))) return "current";
    write(label.arguments[2], label.arguments[3]);
    return done;
}

Refusal VmcsSubject::answer_by_register(std::size_t cpu, tsl::Label const& label) {
    if (!runs(cpu, true)) return "its turn";
    set_registers(cpu, argument(label, 1), argument(label, 2));
    return done;
}

Refusal VmcsSubject::set_up_handler(std::size_t cpu, tsl::Label const& label) {
    if (!runs(cpu, false)) return "its turn";
    if (!is_current(cpu, argument(label, 1))) return "current";
    write(label.arguments[2], label.arguments[3]);
    return done;
}

Refusal VmcsSubject::interrupt(std::size_t cpu, tsl::Label const&) {
    if (!runs(cpu, true)) return "its turn";
    failed_ = !cpus_[cpu].calls->interrupt(cpus_[cpu].registers) || failed_;
    return done;
}

Refusal VmcsSubject::resume(std::size_t cpu, tsl::Label const&) {
    if (!runs(cpu, false)) return "its turn";
    failed_ = !cpus_[cpu].calls->resume(cpus_[cpu].registers) || failed_;
    return done;
}

void VmcsSubject::write(tsl::Value field, tsl::Value word) {
    auto const which = static_cast<std::size_t>(field);
    auto const value = field_values_[which][static_cast<std::size_t>(word)];
    failed_ = stm::arch::vmwrite(fields_[which], value) != stm::arch::VmxResult::Succeed || failed_;
}

} // namespace redoubt::conformance
