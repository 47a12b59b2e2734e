// SPDX-License-Identifier: Apache-2.0
#include "test/models/faults.hpp"

#include "models/conformance/vmcs_subject.hpp"
#include "monitor/arch/vmx.h"

#include <utility>

namespace redoubt::conformance::test {
namespace {

using stm::arch::Next;
using stm::arch::Registers;

class LeaksRegisters : public SwitchCalls {
    bool interrupt(Registers& registers) override {
        auto const before = registers;
        auto const done = switch_.interrupt(registers);
        registers = before;
        return done;
    }
};

class LeaksOneRegister : public SwitchCalls {
    bool interrupt(Registers& registers) override {
        auto const r15 = registers.r15;
        auto const done = switch_.interrupt(registers);
        registers.r15 = r15;
        return done;
    }
};

class KeepsTheHandlersRegisters : public SwitchCalls {
    bool resume(Registers& registers) override {
        auto ignored = registers;
        return switch_.resume(ignored);
    }
};

class SwapsTwoRegisters : public SwitchCalls {
    bool resume(Registers& registers) override {
        auto const done = switch_.resume(registers);
        std::swap(registers.rsi, registers.rdi);
        return done;
    }
};

// What is set aside has one place for all processors.
class SharesAside : public SwitchCalls {
    bool interrupt(Registers& registers) override {
        aside() = registers;
        return switch_.interrupt(registers);
    }
    bool resume(Registers& registers) override {
        auto const done = switch_.resume(registers);
        registers = aside();
        return done;
    }
    static Registers& aside() {
        static Registers registers = {};
        return registers;
    }
};

class ResumesWithoutLoading : public SwitchCalls {
    bool resume(Registers& registers) override {
        auto const handler = stm::arch::vmptrst();
        return switch_.resume(registers) && stm::arch::vmptrld(handler) == stm::arch::VmxResult::Succeed;
    }
};

class InterruptsWithoutLoading : public SwitchCalls {
    bool interrupt(Registers& registers) override {
        auto const os = stm::arch::vmptrst();
        return switch_.interrupt(registers) && stm::arch::vmptrld(os) == stm::arch::VmxResult::Succeed;
    }
};

class ForgetsExits : public SwitchCalls {
    void exited() override {}
};

class NotesExitsOfTheOtherContext : public SwitchCalls {
    bool create(Processors& hardware, std::size_t os, std::size_t handler) override {
        os_noted_ = handler_noted_ = false;
        return SwitchCalls::create(hardware, os, handler);
    }
    Next entry() const override { return (os_runs() ? os_noted_ : handler_noted_) ? Next::Resume : Next::Launch; }
    void exited() override { (os_runs() ? handler_noted_ : os_noted_) = true; }
    bool os_noted_ = false;
    bool handler_noted_ = false;
};

class CreatesWithoutClearing : public SwitchCalls {
    bool create(Processors& hardware, std::size_t os, std::size_t handler) override {
        auto const launched = hardware.data(handler, {}).launched;
        auto const done = SwitchCalls::create(hardware, os, handler);
        if (launched) hardware.set_launched(handler);
        return done;
    }
};

class CreatesWithTheHandlerCurrent : public SwitchCalls {
    bool create(Processors& hardware, std::size_t os, std::size_t handler) override {
        return SwitchCalls::create(hardware, os, handler) &&
               stm::arch::vmptrld(Processors::address_of(handler)) == stm::arch::VmxResult::Succeed;
    }
};

// A handler that starts anew each time needs a VMCS that is clear; but then its launch state is not what was noted.
class ClearsTheHandlersVmcs : public SwitchCalls {
    bool resume(Registers& registers) override {
        auto const handler = stm::arch::vmptrst();
        return switch_.resume(registers) && stm::arch::vmclear(handler) == stm::arch::VmxResult::Succeed;
    }
};

// The region of the first processor that was set up, everywhere.
class LoadsAnothersVmcs : public SwitchCalls {
    bool create(Processors& hardware, std::size_t os, std::size_t handler) override {
        if (hardware.active_on(os) == std::nullopt && hardware.active_on(handler) == std::nullopt)
            for (std::size_t region = 0; region < hardware.regions(); ++region)
                if (hardware.active_on(region)) return SwitchCalls::create(hardware, region, handler);
        return SwitchCalls::create(hardware, os, handler);
    }
};

class SaysTheOsRuns : public SwitchCalls {
    bool os_runs() const override { return true; }
};

template <class Calls>
Fault fault(std::string const& name) {
    return {name, [name] {
                return std::make_unique<VmcsSubject>("vmcs, but " + name, [] { return std::make_unique<Calls>(); });
            }};
}

} // namespace

std::vector<Fault> vmcs_faults() {
    return {
        fault<LeaksRegisters>("the handler starts with the OS's registers"),
        fault<LeaksOneRegister>("the handler starts with the OS's R15"),
        fault<KeepsTheHandlersRegisters>("the OS goes on with the handler's registers"),
        fault<SwapsTwoRegisters>("RSI and RDI come back swapped"),
        fault<SharesAside>("all processors set registers aside in one place"),
        fault<ResumesWithoutLoading>("resume does not load the OS's VMCS"),
        fault<InterruptsWithoutLoading>("interrupt does not load the handler's VMCS"),
        fault<ForgetsExits>("exits are not noted"),
        fault<NotesExitsOfTheOtherContext>("an exit is noted for the other context"),
        fault<CreatesWithoutClearing>("create does not clear the handler's VMCS"),
        fault<CreatesWithTheHandlerCurrent>("create leaves the handler's VMCS current"),
        fault<ClearsTheHandlersVmcs>("resume clears the handler's VMCS and does not note it"),
        fault<LoadsAnothersVmcs>("create takes another processor's VMCS"),
        fault<SaysTheOsRuns>("os_runs is always true"),
    };
}

} // namespace redoubt::conformance::test
