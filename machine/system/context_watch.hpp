// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/report.hpp"
#include "machine/system/context_snapshot.hpp"

#include <set>

namespace redoubt::machine {

// Watches one processor: what an SMI interrupts has to go on as if there had been none, whoever served it. Its state as
// SMM is entered is compared with that as SMM is left, and each difference is reported by name. A call of the monitor may
// change what is its result, and nothing else.
class ContextWatch : public VmxObserver {
public:
    explicit ContextWatch(Reporter& reporter) : reporter_(reporter) {}

    void follow(Processor& processor) { processor_ = &processor; } // from now on; once

    // What may change, by the names of differences: from now on whoever serves SMIs is known not to preserve that.
    void tolerate(std::set<std::string, std::less<>> names) { tolerated_ = std::move(names); }

    // How many comparisons were made.
    [[nodiscard]] uint64_t smis() const { return smis_; }
    [[nodiscard]] uint64_t calls() const { return calls_; } // by VMCALL, also those that begin or end the treatment

    void leaves(stm::abi::ExitReason reason, bool pending_mtf) override;
    void entered() override;
    void resumed() override { compare(); }

    void executes(stm::abi::ExitReason) override {}
    void failed(stm::abi::VmxError) override {}
    void exited(uint32_t, uint64_t) override {}
    void entry_failed(uint32_t, uint64_t) override {}
    void activated() override;
    void deactivated() override {}
    void suspended() override {}

private:
    struct Interrupted {
        bool by_call;
        ContextSnapshot context;
    };

    void compare();

    Reporter& reporter_;
    Processor* processor_ = nullptr;
    std::optional<Interrupted> interrupted_ = std::nullopt; // while the processor is in SMM
    std::set<std::string, std::less<>> tolerated_ = {};
    uint64_t smis_ = 0;
    uint64_t calls_ = 0;
};

} // namespace redoubt::machine
