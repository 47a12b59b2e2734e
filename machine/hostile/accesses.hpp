// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/findings.hpp"
#include "machine/hostile/protections.hpp"
#include "machine/system/machine.hpp"

#include <map>
#include <set>

namespace redoubt::hostile {

// Pages that a call names for the log of events.
struct LogPages {
    std::set<uint64_t> pages = {};
    bool anywhere = false; // which ones they are is not known, as they change while they are read

    void add(LogPages const& more);
};

// Where everybody's accesses lead, page by page:
// * no access of the SMI handler to a page from MSEG base to the top of TSEG, or to what the OS has protected (P1, P2);
// * none of the OS to TSEG (P1);
// * none of the monitor to pages of MSEG that it has not asked for, and no write beyond MSEG but where a call lets it (P6).
class Accesses : public machine::Lookout {
public:
    // spare: pages of MSEG behind what the image asked for.
    Accesses(machine::Machine& machine, Protections const& protections, machine::Range spare);

    void begin_step(Findings& findings); // pages that were kept before are asked for again
    void end_step();                     // memory that is not the monitor's is as before the step

    void let_monitor_write(uint64_t page) { allowed_.insert(page); } // in this step
    void let_monitor_log(LogPages const& pages);                     // in this step
    void log_begins(LogPages const& pages);                          // until it ends
    void log_ends() { log_ = {}; }
    [[nodiscard]] bool is_log(uint64_t page) const; // of this step, or one that has begun
    [[nodiscard]] bool changed(uint64_t page) const { return before_.contains(page); } // by anybody in this step
    [[nodiscard]] bool changed_by_caller(uint64_t page) const { return written_.contains(page); } // OS or handler
    [[nodiscard]] bool monitor_spoils_os() const; // it wrote where the OS has its tables, by the OS's wish

    void reached(uint64_t physical, machine::Access access, machine::Origin origin) override;

private:
    void look_at_handler(uint64_t page, machine::Access access);
    void look_at_monitor(uint64_t page, machine::Access access);
    void remember(uint64_t page);
    [[nodiscard]] bool monitors_range(uint64_t page) const;
    [[nodiscard]] bool handlers_state(uint64_t page) const;
    void add(Promise promise, std::string_view who, uint64_t page, machine::Access access, std::string_view where);

    machine::Machine& machine_;
    Protections const& protections_;
    machine::Range spare_;
    Findings* findings_ = nullptr; // between steps: nobody looks
    std::set<uint64_t> allowed_ = {};
    LogPages asked_ = {};
    LogPages log_ = {};
    std::map<uint64_t, std::vector<std::byte>> before_ = {};
    std::set<uint64_t> written_ = {};  // by the OS and the handler
    std::set<uint64_t> answered_ = {}; // by the monitor
};

} // namespace redoubt::hostile
