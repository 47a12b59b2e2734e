// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/processor.hpp"
#include "machine/trace/counters.hpp"
#include "machine/trace/recorder.hpp"

#include <functional>

namespace redoubt::machine {

// Watches one processor: who runs on it, what VMX operation does, and what each costs in instructions.
class ProcessorTrace : public VmxObserver {
public:
    ProcessorTrace(unsigned processor, Recorder& recorder, Counters& counters, std::function<uint64_t()> now)
        : number_(processor), recorder_(recorder), counters_(counters), now_(std::move(now)) {}

    void follow(Processor& processor); // from now on; once
    [[nodiscard]] Context context() const { return context_; }
    void catch_up(); // counts what has retired until now

    void executes(stm::abi::ExitReason instruction) override;
    void failed(stm::abi::VmxError error) override;
    void exited(uint32_t exit_reason, uint64_t qualification) override;
    void leaves(stm::abi::ExitReason, bool) override {}
    void entered() override;
    void entry_failed(uint32_t exit_reason, uint64_t qualification) override;
    void activated() override;
    void deactivated() override;
    void suspended() override;
    void resumed() override;

private:
    [[nodiscard]] Context current() const; // as the processor's state says
    void settle();
    void change(Context now);
    void add(EventKind kind, std::optional<uint32_t> reason = std::nullopt,
             std::optional<uint64_t> qualification = std::nullopt);

    unsigned number_;
    Recorder& recorder_;
    Counters& counters_;
    std::function<uint64_t()> now_;
    Processor* processor_ = nullptr;
    Context context_ = Context::Os;
    uint64_t counted_ = 0;
};

} // namespace redoubt::machine
