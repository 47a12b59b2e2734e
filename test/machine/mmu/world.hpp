// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/machine/mmu/oracle.hpp"
#include "test/policy/random.hpp"

namespace redoubt::machine::test {

using redoubt::test::Random;

// A setting and a memory with random paging structures in it, most of which lead somewhere. All tables have something
// in their first three entries and in the last one. Paging structures stand where guest-physical addresses are
// host-physical ones, if EPT lets them through at all.
class World {
public:
    static constexpr uint64_t memory_size = 0x80000;

    explicit World(Random& random);

    [[nodiscard]] Setting& setting() { return setting_; }
    [[nodiscard]] std::vector<uint8_t> const& image() const { return image_; }
    [[nodiscard]] uint64_t linear();

private:
    // A page for the first level, and four for each of the others.
    static constexpr uint64_t guest_tables = 0x10000;
    static constexpr uint64_t ept_tables = 0x40000;
    static uint64_t table(uint64_t tables, unsigned level, uint64_t number);

    void choose_setting();
    void make_guest_tables();
    void make_ept();
    uint64_t guest_entry(unsigned level, unsigned levels);
    uint64_t guest_target(unsigned level, unsigned levels);
    uint64_t ept_entry(unsigned level);
    uint64_t ept_link(unsigned level, uint64_t numbers);
    uint64_t ept_page(uint64_t page);
    uint64_t ept_flags();

    uint64_t page();
    uint64_t index(uint64_t last);
    bool one_in(uint64_t n) { return random_.one_in(n); }
    template <typename T, size_t n>
    T any(T const (&choices)[n]) {
        return choices[random_.below(n)];
    }
    [[nodiscard]] unsigned entry_size() const { return setting_.paging == Paging::Bits32 ? 4 : 8; }
    void put(uint64_t at, unsigned size, uint64_t value);

    Random& random_;
    Setting setting_ = {};
    std::vector<uint8_t> image_ = std::vector<uint8_t>(memory_size);
};

} // namespace redoubt::machine::test
