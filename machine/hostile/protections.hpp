// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/address_space.hpp"
#include "machine/hostile/parameters.hpp"

#include <span>
#include <vector>

namespace redoubt::hostile {

// What the OS may rely on: memory that calls have protected, as the interface's text has it and as their answers say. A plain
// list, with no more cleverness than that: what may have been given up counts as given up.
class Protections {
public:
    void protect(std::span<std::byte const> list);   // answered with success
    void unprotect(std::span<std::byte const> list); // whatever the answer
    void forget() { denied_.clear(); }               // the protection profile is empty

    [[nodiscard]] bool denies(uint64_t physical, machine::Access access) const;
    [[nodiscard]] bool empty() const { return denied_.empty(); }

private:
    struct Denied {
        uint64_t first;
        uint64_t last;
        uint32_t accesses; // RscMem::rwx_attributes
    };

    std::vector<Denied> denied_ = {};
};

} // namespace redoubt::hostile
