// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/describe.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;

namespace {

bool has_line(State const& state, std::string const& line) {
    return ("\n" + describe(state)).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("machine: registers are described by their names, each with its own value") {
    State state;
    for (unsigned number = 0; number < 16; ++number)
        state.set_general(number, 0x1000 + number);
    state.rip = 0x7f001234;
    state.flags.load(0x3246); // IOPL 3, IF, ZF, PF
    state.cr0 = cr0::pe | cr0::pg | cr0::wp | cr0::et;
    state.cr2 = 0xdead;
    state.cr3 = 0x7f00'6000;
    state.cr4 = cr4::pae | cr4::vmxe;
    state.cr8 = 0xf;
    state.dr = {1, 2, 3, 4};
    state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    state.msrs.smbase = 0x7e00'0000;
    state.gdtr = {.base = 0x7f00'7000, .limit = 0x3f};
    state.idtr = {.base = 0x7f00'8000, .limit = 0xfff};
    state.set_segment(SegmentIndex::Cs, {.selector = 0x38, .rights = 0xa09b, .limit = 0xffffffff, .base = 0});
    state.set_segment(SegmentIndex::Ss, {.selector = 0x20, .rights = 0xc093, .limit = 0xffffffff, .base = 0});
    state.in_smm = true;
    state.interruptibility = stm::abi::interruptibility::kBlockingBySmi | stm::abi::interruptibility::kBlockingByNmi;

    CHECK(has_line(state, "64-bit mode, CPL 0, active, in SMM, blocking by SMI NMI"));
    CHECK(has_line(state, "RIP 000000007f001234  RFLAGS 0000000000003246 [PF ZF IF]  IOPL 3"));
    CHECK(has_line(state, "RAX 0000000000001000  RCX 0000000000001001  RDX 0000000000001002  RBX 0000000000001003"));
    CHECK(has_line(state, "RSP 0000000000001004  RBP 0000000000001005  RSI 0000000000001006  RDI 0000000000001007"));
    CHECK(has_line(state, "R12 000000000000100c  R13 000000000000100d  R14 000000000000100e  R15 000000000000100f"));
    CHECK(has_line(state, "CR0 0000000080010011 [PE ET WP PG]"));
    CHECK(has_line(state, "CR2 000000000000dead  CR3 000000007f006000  CR8 f"));
    CHECK(has_line(state, "CR4 0000000000002020 [PAE VMXE]"));
    CHECK(has_line(state, "DR0 0000000000000001  DR1 0000000000000002  DR2 0000000000000003  DR3 0000000000000004"));
    CHECK(has_line(state, "DR6 00000000ffff0ff0  DR7 0000000000000400"));
    CHECK(has_line(state, "EFER 0000000000000500 [LME LMA]  SMBASE 000000007e000000"));
    CHECK(has_line(state, "CS   0038  base 0000000000000000  limit ffffffff  rights 0a09b"));
    CHECK(has_line(state, "FS   0000  unusable"));
    CHECK(has_line(state, "GDTR       base 000000007f007000  limit 0000003f"));
    CHECK(has_line(state, "IDTR       base 000000007f008000  limit 00000fff"));
}

TEST_CASE("machine: the mode that is described is the one that instructions are executed in") {
    State state;
    auto const mode = [&] {
        auto const text = describe(state);
        return text.substr(0, text.find(", CPL"));
    };
    CHECK(mode() == "real mode");
    state.cr0 |= cr0::pe;
    state.set_segment(SegmentIndex::Cs, {.selector = 8, .rights = 0x9b, .limit = 0xffff, .base = 0});
    CHECK(mode() == "protected mode, 16-bit");
    state.set_segment(SegmentIndex::Cs, {.selector = 8, .rights = 0xc09b, .limit = 0xffffffff, .base = 0});
    CHECK(mode() == "protected mode, 32-bit");
    state.msrs.efer = stm::abi::efer::kLma;
    CHECK(mode() == "compatibility mode, 32-bit");
    state.set_segment(SegmentIndex::Cs, {.selector = 8, .rights = 0xa09b, .limit = 0xffffffff, .base = 0});
    CHECK(mode() == "64-bit mode");
    state.msrs.efer = 0;
    state.flags.load(rflags::virtual_8086);
    CHECK(mode() == "virtual-8086 mode");
}
