// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/code_cache.hpp"
#include "machine/mmu/mmu.hpp"

namespace redoubt::machine {

// With whose rights memory is accessed: the current privilege level's, or a supervisor's, which is how the processor
// itself reads descriptor tables (SDM vol. 3A 4.6.1).
enum class Rights : uint8_t { Current, Supervisor };

// Memory by linear addresses, for all that is no plain instruction. Throws what the MMU throws, and has then written nothing.
class LinearMemory {
public:
    LinearMemory(State const& state, Mmu& mmu, CodeCache& code) : state_(state), mmu_(mmu), code_(code) {}

    // 1 to 8 bytes, over the end of a page too
    [[nodiscard]] uint64_t read(uint64_t linear, unsigned size, Rights rights = Rights::Current);
    void write(uint64_t linear, unsigned size, uint64_t value, Rights rights = Rights::Current);
    void check_writable(uint64_t linear, unsigned size, Rights rights = Rights::Current);

private:
    struct Part {
        Page page;
        uint64_t offset; // in the page
        unsigned size;
    };
    struct Parts { // the second one is empty unless the access goes over the end of the page
        Part first;
        Part second;
    };

    [[nodiscard]] Parts parts(uint64_t linear, unsigned size, Access access, Rights rights);
    [[nodiscard]] Page page(uint64_t linear, Access access, Rights rights);
    [[nodiscard]] uint64_t read(Part const& part);
    void write(Part const& part, uint64_t value);

    State const& state_;
    Mmu& mmu_;
    CodeCache& code_;
};

} // namespace redoubt::machine
