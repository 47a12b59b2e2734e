// SPDX-License-Identifier: Apache-2.0
#include "test/domains/oracle.hpp"

namespace redoubt::test {

using stm::domains::Event;
using stm::domains::Populate;
using stm::domains::Propagate;

namespace {

std::size_t column(Event event) {
    return !event.io || !event.trapped ? 0 : event.in ? 1 : 2;
}

bool can_run_at(GuestSnapshot const& guest, std::uint64_t rip) {
    bool const code64 = (guest.efer & 1u << 10) != 0 && (guest.cs_access_rights & 1u << 13) != 0;
    if (!code64) return (rip & 0xffffffff00000000) == 0;
    unsigned const width = (guest.cr4 & 1u << 12) != 0 ? 57 : 48;
    auto const upper = rip >> (width - 1);
    return upper == 0 || upper == ~std::uint64_t{0} >> (width - 1);
}

} // namespace

std::uint32_t DatabaseOracle::ask(Asked const& a) {
    if (a.add_or_remove > 1 || a.reserved != 0 || (a.pointer & 0xfff) != 0 || a.pointer >= kEnd)
        return kInvalidParameter;
    if (a.pointer >= 0x7f000000 && a.pointer < 0x80000000) return kSecurityViolation;
    auto const there = said_.find(a.pointer);
    if (a.add_or_remove == 0) {
        if (there == said_.end()) return kInvalidVmcsDatabase;
        said_.erase(there);
        return kSuccess;
    }
    constexpr std::uint32_t rows = 1u << 0x0 | 1u << 0x4 | 1u << 0x6 | 1u << 0xc | 1u << 0xd | 1u << 0xe | 1u << 0xf;
    if ((rows >> a.domain_type & 1u) == 0 || a.xstate_policy == 2) return kInvalidParameter;
    if (there != said_.end()) return kInvalidVmcsDatabase;
    if (said_.size() == 256) return kOutOfResources;
    said_[a.pointer] = {a.domain_type, a.xstate_policy, a.degradation_policy};
    return kSuccess;
}

DatabaseOracle::Said DatabaseOracle::said(std::uint64_t pointer) const {
    auto const there = said_.find(pointer);
    return there == said_.end() ? Said{} : there->second;
}

std::vector<DomainRow> const kDomainTable = {
    {0x0, {"all", "all", "all"}, {"all", "all", "all"}, 0x0, 0x0}, // UNPROTECTED
    {0x4, {"all", "all", "all"}, {"-", "eax", "-"}, 0x4, 0x4},     // INTEGRITY_PROT_OUT_IN
    {0x6, {"all", "all", "all"}, {"-", "-", "-"}, 0x4, 0x6},       // INTEGRITY_PROT_OUT
    {0xc, {"rev", "dx", "eax"}, {"-", "eax", "-"}, 0xc, 0xc},      // FULLY_PROT_OUT_IN
    {0xd, {"rev", "dx", "rev"}, {"-", "eax", "-"}, 0xd, 0xc},      // FULLY_PROT_IN
    {0xe, {"rev", "rev", "eax"}, {"-", "-", "-"}, 0xc, 0xe},       // FULLY_PROT_OUT
    {0xf, {"rev", "rev", "rev"}, {"-", "-", "-"}, 0xd, 0xe},       // FULLY_PROT
};

// INS and OUTS have their data in memory.
Populate expected_populated(DomainRow const& row, Event event) {
    auto const& cell = row.populated[column(event)];
    bool const io = cell == "dx" || cell == "eax";
    return {.all = cell == "all", .io = io, .dx = io, .data = cell == "eax" && !event.string};
}

Propagate expected_propagated(DomainRow const& row, Event event) {
    auto const& cell = row.propagated[column(event)];
    return {.all = cell == "all", .data = cell == "eax" && !event.string};
}

unsigned expected_type(DomainRow const& row, Event event) {
    if (!event.io) return row.type;
    if (event.api) return 0;
    return !event.trapped ? row.type : event.in ? row.after_in : row.after_out;
}

SaveStateArea expected_area(GuestSnapshot const& guest, Populate what) {
    SaveStateArea area{};
    put(area, "Smbase", guest.smbase);
    put(area, "SMMRevId", 0x80010100);
    if (what.all) {
        for (auto const& f : kFields)
            put(area, f, f.shows(guest));
        return area;
    }
    if (what.io) put(area, "IOMisc", field("IOMisc").shows(guest));
    if (what.io) put(area, "IOMemAddr", field("IOMemAddr").shows(guest));
    if (what.dx) put(area, "Rdx", guest.registers.rdx & 0xffff);
    auto const bits = 8 * ((guest.exit_qualification & 7) + 1);
    if (what.data) put(area, "Rax", guest.registers.rax & ((std::uint64_t{1} << bits) - 1));
    return area;
}

GuestSnapshot expected_guest(SaveStateArea const& area, GuestSnapshot const& before, Propagate what) {
    auto guest = before;
    if (!what.all) {
        auto const size = (before.exit_qualification & 7) + 1;
        auto const mask = (std::uint64_t{1} << 8 * size) - 1;
        auto const kept = size == 4 ? 0 : before.registers.rax & ~mask; // EAX is extended
        if (what.data) guest.registers.rax = kept | (get(area, "Rax") & mask);
        return guest;
    }
    auto& r = guest.registers;
    r = {.rax = get(area, "Rax"),
         .rcx = get(area, "Rcx"),
         .rdx = get(area, "Rdx"),
         .rbx = get(area, "Rbx"),
         .rbp = get(area, "Rbp"),
         .rsi = get(area, "Rsi"),
         .rdi = get(area, "Rdi"),
         .r8 = get(area, "R8"),
         .r9 = get(area, "R9"),
         .r10 = get(area, "R10"),
         .r11 = get(area, "R11"),
         .r12 = get(area, "R12"),
         .r13 = get(area, "R13"),
         .r14 = get(area, "R14"),
         .r15 = get(area, "R15")};
    guest.rsp = get(area, "Rsp");
    if (can_run_at(before, get(area, "Rip"))) guest.rip = get(area, "Rip");
    if (before.io_smi && get(area, "IORestart") == 0xff && can_run_at(before, get(area, "IoEip"))) {
        guest.rip = get(area, "IoEip");
        if ((before.exit_qualification & 0x10) != 0) {
            r.rcx = before.io_rcx;
            r.rsi = before.io_rsi;
            r.rdi = before.io_rdi;
        }
    }
    bool const held = (before.interruptibility & 3) != 0 || before.activity_state != 0;
    std::uint64_t const free = 0x3d7cd5u | (held ? 0u : 0x300u);
    std::uint64_t const kept = 0x20000u | (held ? 0x300u : 0u);
    guest.rflags = (get(area, "Rflags") & free) | (before.rflags & kept) | 2;
    if (before.activity_state == 1 && (get(area, "AutoHALTRestart") & 1) == 0) guest.activity_state = 0;
    return guest;
}

bool same(SaveStateArea const& a, SaveStateArea const& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

bool same(GuestSnapshot const& a, GuestSnapshot const& b) {
    return std::memcmp(&a, &b, offsetof(GuestSnapshot, io_smi)) == 0 && a.io_smi == b.io_smi &&
           a.enable_ept == b.enable_ept;
}

} // namespace redoubt::test
