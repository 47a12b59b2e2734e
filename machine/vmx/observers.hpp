// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmx/observer.hpp"

#include <vector>

namespace redoubt::machine {

// Tells each of several, in their order.
class VmxObservers : public VmxObserver {
public:
    explicit VmxObservers(std::vector<VmxObserver*> all) : all_(std::move(all)) {}

    void add(VmxObserver& last) { all_.push_back(&last); } // not while they are being told

    void executes(stm::abi::ExitReason instruction) override {
        for (auto* const each : all_)
            each->executes(instruction);
    }
    void failed(stm::abi::VmxError error) override {
        for (auto* const each : all_)
            each->failed(error);
    }
    void leaves(stm::abi::ExitReason reason, bool pending_mtf) override {
        for (auto* const each : all_)
            each->leaves(reason, pending_mtf);
    }
    void exited(uint32_t exit_reason, uint64_t qualification) override {
        for (auto* const each : all_)
            each->exited(exit_reason, qualification);
    }
    void entered() override {
        for (auto* const each : all_)
            each->entered();
    }
    void entry_failed(uint32_t exit_reason, uint64_t qualification) override {
        for (auto* const each : all_)
            each->entry_failed(exit_reason, qualification);
    }
    void activated() override {
        for (auto* const each : all_)
            each->activated();
    }
    void deactivated() override {
        for (auto* const each : all_)
            each->deactivated();
    }
    void suspended() override {
        for (auto* const each : all_)
            each->suspended();
    }
    void resumed() override {
        for (auto* const each : all_)
            each->resumed();
    }

private:
    std::vector<VmxObserver*> all_;
};

} // namespace redoubt::machine
