// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/mmu/mmu.hpp"

#include <initializer_list>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace redoubt::machine::test {

class Reports : public Reporter {
public:
    void report(std::string_view rule, std::string text) override { all.emplace_back(rule, std::move(text)); }
    std::vector<std::pair<std::string, std::string>> all;
};

// How an access ends.
struct Outcome {
    enum class Kind : uint8_t { Page, PageFault, OtherFault, Violation, Misconfiguration };
    Kind kind;
    uint64_t value = 0;                            // the page; the error code; the qualification
    uint64_t address = 0;                          // CR2; the guest-physical address
    std::optional<uint64_t> linear = std::nullopt; // the guest-linear address
    bool operator==(Outcome const&) const = default;

    static Outcome page(uint64_t physical) { return {Kind::Page, physical}; }
    static Outcome page_fault(uint32_t code, uint64_t linear) { return {Kind::PageFault, code, linear}; }
    static Outcome general_protection() { return {Kind::OtherFault, 13}; }
    static Outcome violation(uint64_t qualification, uint64_t guest_physical, std::optional<uint64_t> guest_linear) {
        return {Kind::Violation, qualification, guest_physical, guest_linear};
    }
    static Outcome misconfiguration(uint64_t guest_physical) { return {Kind::Misconfiguration, 0, guest_physical}; }
};
std::ostream& operator<<(std::ostream& out, Outcome const& outcome);

// Tables of any kind, built in memory from pages that nothing else uses.
class Tables {
public:
    // shifts: the lowest address bit that selects at each level; link: the rights of entries on the way.
    Tables(PhysicalMemory& memory, uint64_t& free_page, std::vector<unsigned> shifts, unsigned entry_size,
           uint64_t link);

    [[nodiscard]] uint64_t root() const { return root_; }
    // Where the entry for an address stands; the tables above it are made.
    [[nodiscard]] uint64_t slot(uint64_t address, unsigned shift);
    [[nodiscard]] uint64_t entry(uint64_t address, unsigned shift);
    void set(uint64_t address, unsigned shift, uint64_t entry);
    void map(uint64_t address, uint64_t frame, unsigned shift, uint64_t flags); // with PS above 4 KiB

private:
    uint64_t take_page();

    PhysicalMemory& memory_;
    uint64_t& free_page_;
    std::vector<unsigned> shifts_;
    unsigned entry_size_;
    uint64_t link_;
    uint64_t root_;
};

inline constexpr uint64_t kMiB = 1ull << 20;
inline constexpr uint64_t kGiB = 1ull << 30;

// One processor's MMU over a few MiB.
struct Bench {
    static constexpr uint64_t first_table = 8 * kMiB;

    explicit Bench(unsigned physical_bits = 40, uint64_t ram = 16 * kMiB);

    // Each turns its mode on; the tables are those that CR3 points at (PAE: the directory of the lowest GiB).
    Tables four_level();
    Tables pae();
    Tables bits32();
    Tables ept(uint64_t pointer_flags = 0x1e); // write-back, four levels; see also identity()

    static void identity(Tables& ept, uint64_t size, uint64_t flags = 0x37); // 4 KiB pages, write-back, all rights

    void set_cpl(unsigned cpl);
    void set_alignment_check(bool on);
    static void set(uint64_t& control, uint64_t bit, bool on) { control = on ? control | bit : control & ~bit; }

    [[nodiscard]] Outcome access(uint64_t linear, Access kind);
    [[nodiscard]] Outcome system_access(uint64_t linear, Access kind);
    [[nodiscard]] Outcome read(uint64_t linear) { return access(linear, Access::Read); }
    [[nodiscard]] Outcome write(uint64_t linear) { return access(linear, Access::Write); }
    [[nodiscard]] Outcome fetch(uint64_t linear) { return access(linear, Access::Execute); }

    Reports reports = {};
    PhysicalMemory memory{reports};
    State state = {};
    Mmu mmu;
    uint64_t free_page = first_table;
};

// The outcome of anything that translates and gives an address.
template <typename Translate>
Outcome outcome_of(Translate translate) {
    try {
        return Outcome::page(translate());
    } catch (Fault const& fault) {
        auto const vector = static_cast<uint64_t>(fault.vector);
        if (fault.vector != Vector::PageFault)
            return {Outcome::Kind::OtherFault, vector, fault.error_code.value_or(~0u)};
        return Outcome::page_fault(fault.error_code.value(), fault.address);
    } catch (EptExit const& exit) {
        return {exit.misconfiguration ? Outcome::Kind::Misconfiguration : Outcome::Kind::Violation, exit.qualification,
                exit.guest_physical, exit.guest_linear};
    }
}

} // namespace redoubt::machine::test
