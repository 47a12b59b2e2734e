// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/findings.hpp"
#include "machine/system/machine.hpp"

#include <map>
#include <set>
#include <vector>

namespace redoubt::hostile {

// What has to stand as it is, however long the attack lasts:
// * the pages of the image that the monitor's own translation does not let it write, byte by byte;
// * that translation: what is executed is one of these pages, and none of them becomes writable;
// * the handler's EPT: no page from MSEG base to the top of TSEG, and no table elsewhere;
// * the registers by which the platform keeps SMRAM closed;
// * spare pages of MSEG.
class Standing {
public:
    explicit Standing(machine::Machine& machine) : machine_(machine) {}

    // Of who sees them: the CR3 that a processor has in the monitor, the EPT pointer that it has in the handler.
    void monitor_runs(uint64_t cr3) { monitors_.try_emplace(cr3); }
    void handler_runs(uint64_t ept_pointer) { handlers_.try_emplace(ept_pointer); }

    // The monitor runs well, and this is how it stands. Throws std::runtime_error when no page of the image is protected
    // against itself: then nothing could be compared.
    void take(machine::Range image, std::vector<uint64_t> const& spare_pages);

    void check(Findings& findings); // nothing was taken yet: nothing is wrong

private:
    using Pages = std::map<uint64_t, std::vector<std::byte>>;
    struct Registers {
        uint64_t smrr_base;
        uint64_t smrr_mask;
        uint64_t smbase;
        uint64_t feature_control;
        uint64_t monitor_control;
        bool operator==(Registers const&) const = default;
    };

    [[nodiscard]] bool as_kept(Pages const& pages) const;
    void keep(Pages& pages, std::set<uint64_t> const& addresses);
    [[nodiscard]] Registers registers(unsigned processor);
    void check_monitor(uint64_t cr3, Pages& tables, Findings& findings);
    void check_handler(uint64_t ept_pointer, Pages& tables, Findings& findings);

    machine::Machine& machine_;
    Pages constant_ = {};
    Pages spare_ = {};
    std::map<uint64_t, Pages> monitors_ = {}; // by CR3: the tables, as they were found good
    std::map<uint64_t, Pages> handlers_ = {}; // by EPT pointer
    std::vector<Registers> registers_ = {};
};

} // namespace redoubt::hostile
