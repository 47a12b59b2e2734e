// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/bare/faults.hpp"
#include "machine/guests/os/local_apic.hpp"
#include "machine/guests/os/script.hpp"

namespace redoubt::machine::guest {

extern "C" [[noreturn]] void stop_processor();

// What os_entry calls, on the processor's own stack.
extern "C" void run_processor(uint64_t number) {
    auto& processor = os_processors[number];
    processor.number = number;
    processor.mailbox.state = OsState::Running;
    processor.mailbox.state = run_script(processor) ? OsState::Finished : OsState::Failed;
}

extern "C" void handle_fault(FaultFrame const& frame) {
    auto& processor = processor_at(reinterpret_cast<uint64_t>(&frame));
    if (frame.vector == kNmi) {
        ++processor.mailbox.nmis;
        return;
    }
    if (frame.vector >= kFirstInterrupt) {
        ++processor.mailbox.interrupts;
        end_interrupt();
        return;
    }
    uint64_t cr2;
    asm volatile("mov %0, cr2" : "=r"(cr2));
    auto& fault = processor.mailbox.fault;
    fault = {fault.count + 1, frame.vector, frame.error_code, frame.rip, cr2};
    processor.mailbox.state = processor.fail(OsFailure::Fault) ? OsState::Running : OsState::Failed;
    stop_processor();
}

} // namespace redoubt::machine::guest
