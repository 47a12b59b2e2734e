// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/rules.h"
#include "test/domains/fields.hpp"
#include "test/domains/request.hpp"

#include <array>
#include <map>
#include <string>
#include <tuple>
#include <vector>

// What the interface says of domains: a map of what was added, and its tables, cell by cell.
namespace redoubt::test {

class DatabaseOracle {
public:
    using Said = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>; // type, XStatePolicy, DegradationPolicy

    std::uint32_t ask(Asked const& asked); // the status

    [[nodiscard]] Said said(std::uint64_t pointer) const;
    [[nodiscard]] bool contains(std::uint64_t pointer) const { return said_.count(pointer) != 0; }
    [[nodiscard]] std::size_t size() const { return said_.size(); }

private:
    std::map<std::uint64_t, Said> said_;
};

// Columns: what is populated for an SMI that is not about a trapped port, for a trapped IN, for a trapped OUT; what is
// propagated for each of these. "all"; "rev" only SM_REVID; "dx" also IO_MISC, IO_MEM_ADDR and DX; "eax" for populated
// also EAX, for propagated only EAX; "-" nothing. And the type after a trapped IN, and after a trapped OUT.
struct DomainRow {
    unsigned type;
    std::array<std::string, 3> populated;
    std::array<std::string, 3> propagated;
    unsigned after_in;
    unsigned after_out;
};
extern std::vector<DomainRow> const kDomainTable;

stm::domains::Populate expected_populated(DomainRow const& row, stm::domains::Event event);
stm::domains::Propagate expected_propagated(DomainRow const& row,
                                            stm::domains::Event event);  // if it is required at all
unsigned expected_type(DomainRow const& row, stm::domains::Event event); // if nothing precludes it

// The save state: what the fields show, and 0 everywhere else.
SaveStateArea expected_area(GuestSnapshot const& guest, stm::domains::Populate what);

// The context after the handler: the interface's YES, one by one.
GuestSnapshot expected_guest(SaveStateArea const& area, GuestSnapshot const& before, stm::domains::Propagate what);

bool same(SaveStateArea const& a, SaveStateArea const& b);
bool same(GuestSnapshot const& a, GuestSnapshot const& b);

} // namespace redoubt::test
