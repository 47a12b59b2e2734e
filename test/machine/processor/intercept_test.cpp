// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/guest_bench.hpp"

#include "spec/abi/msr.h"

#include <array>
#include <doctest/doctest.h>

// Instructions that cause VM exits, and those that behave differently (SDM vol. 3C 25.1, 25.3).
using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::ExitReason;
namespace pin_control = stm::abi::pin_control;
namespace proc_control = stm::abi::proc_control;
namespace proc2_control = stm::abi::proc2_control;

namespace {

struct Intercepted {
    std::string name;
    Code code;
    uint32_t proc;  // the control that asks for the exit
    uint32_t proc2; // that, or what the instruction needs to be there; 0 and 0: always
    ExitReason reason;
    uint64_t qualification;
};

// RBX is 9000H, and points to memory that holds zeros.
std::vector<Intercepted> const intercepted{
    // clang-format off
    {"CPUID",         {0x0f, 0xa2},                   0, 0, ExitReason::Cpuid, 0},
    {"INVD",          {0x0f, 0x08},                   0, 0, ExitReason::Invd, 0},
    {"VMCALL",        {0x0f, 0x01, 0xc1},             0, 0, ExitReason::Vmcall, 0},
    {"VMLAUNCH",      {0x0f, 0x01, 0xc2},             0, 0, ExitReason::Vmlaunch, 0},
    {"VMRESUME",      {0x0f, 0x01, 0xc3},             0, 0, ExitReason::Vmresume, 0},
    {"VMXOFF",        {0x0f, 0x01, 0xc4},             0, 0, ExitReason::Vmxoff, 0},
    {"VMXON",         {0xf3, 0x0f, 0xc7, 0x73, 0x08}, 0, 0, ExitReason::Vmxon, 8},
    {"VMCLEAR",       {0x66, 0x0f, 0xc7, 0x73, 0xf8}, 0, 0, ExitReason::Vmclear, 0xfffffffffffffff8},
    {"VMPTRLD",       {0x0f, 0xc7, 0x33},             0, 0, ExitReason::Vmptrld, 0},
    {"VMPTRST",       {0x0f, 0xc7, 0x3b},             0, 0, ExitReason::Vmptrst, 0},
    {"VMREAD",        {0x0f, 0x78, 0xc8},             0, 0, ExitReason::Vmread, 0},
    {"VMWRITE",       {0x0f, 0x79, 0xc8},             0, 0, ExitReason::Vmwrite, 0},
    {"INVEPT",        {0x66, 0x0f, 0x38, 0x80, 0x0b}, 0, 0, ExitReason::Invept, 0},
    {"INVVPID",       {0x66, 0x0f, 0x38, 0x81, 0x0b}, 0, 0, ExitReason::Invvpid, 0},
    {"HLT",           {0xf4},                         proc_control::kHltExiting, 0, ExitReason::Hlt, 0},
    {"PAUSE",         {0xf3, 0x90},                   proc_control::kPauseExiting, 0, ExitReason::Pause, 0},
    {"INVLPG",        {0x0f, 0x01, 0x3b},             proc_control::kInvlpgExiting, 0, ExitReason::Invlpg, 0x9000},
    {"RDTSC",         {0x0f, 0x31},                   proc_control::kRdtscExiting, 0, ExitReason::Rdtsc, 0},
    {"RDTSCP",        {0x0f, 0x01, 0xf9},             proc_control::kRdtscExiting, proc2_control::kRdtscp, ExitReason::Rdtscp, 0},
    {"RDPMC",         {0x0f, 0x33},                   proc_control::kRdpmcExiting, 0, ExitReason::Rdpmc, 0},
    {"INVPCID",       {0x66, 0x0f, 0x38, 0x82, 0x4b, 0x20}, proc_control::kInvlpgExiting, proc2_control::kInvpcid, ExitReason::Invpcid, 0x20},
    {"XSETBV",        {0x0f, 0x01, 0xd1},             0, 0, ExitReason::Xsetbv, 0},
    {"MONITOR",       {0x0f, 0x01, 0xc8},             proc_control::kMonitorExiting, 0, ExitReason::Monitor, 0},
    {"MWAIT",         {0x0f, 0x01, 0xc9},             proc_control::kMwaitExiting, 0, ExitReason::Mwait, 0},
    {"WBINVD",        {0x0f, 0x09},                   0, proc2_control::kWbinvdExiting, ExitReason::Wbinvd, 0},
    {"MOV DR7, RBX",  {0x0f, 0x23, 0xfb},             proc_control::kMovDrExiting, 0, ExitReason::MovDr, 0x307},
    {"MOV R9, DR0",   {0x41, 0x0f, 0x21, 0xc1},       proc_control::kMovDrExiting, 0, ExitReason::MovDr, 0x910},
    {"MOV CR3, RBX",  {0x0f, 0x22, 0xdb},             proc_control::kCr3LoadExiting, 0, ExitReason::CrAccess, 0x303},
    {"MOV R8, CR3",   {0x41, 0x0f, 0x20, 0xd8},       proc_control::kCr3StoreExiting, 0, ExitReason::CrAccess, 0x813},
    {"MOV CR8, RBX",  {0x44, 0x0f, 0x22, 0xc3},       proc_control::kCr8LoadExiting, 0, ExitReason::CrAccess, 0x308},
    {"MOV RAX, CR8",  {0x44, 0x0f, 0x20, 0xc0},       proc_control::kCr8StoreExiting, 0, ExitReason::CrAccess, 0x18},
    {"IN AL, 80H",    {0xe4, 0x80},                   proc_control::kUnconditionalIoExiting, 0, ExitReason::IoInstruction, 0x800048},
    {"OUT DX, EAX",   {0xef},                         proc_control::kUnconditionalIoExiting, 0, ExitReason::IoInstruction, 0x0cf80003},
    {"SGDT",          {0x0f, 0x01, 0x03},             0, proc2_control::kDescriptorTableExiting, ExitReason::GdtrIdtrAccess, 0},
    {"LIDT",          {0x0f, 0x01, 0x5b, 0x10},       0, proc2_control::kDescriptorTableExiting, ExitReason::GdtrIdtrAccess, 0x10},
    {"STR",           {0x0f, 0x00, 0xc8},             0, proc2_control::kDescriptorTableExiting, ExitReason::LdtrTrAccess, 0},
    {"RDMSR",         {0x0f, 0x32},                   0, 0, ExitReason::Rdmsr, 0},
    {"WRMSR",         {0x0f, 0x30},                   0, 0, ExitReason::Wrmsr, 0},
    // clang-format on
};

constexpr std::array data_segments{Field::GuestSsSelector, Field::GuestDsSelector, Field::GuestEsSelector,
                                   Field::GuestFsSelector, Field::GuestGsSelector};

// With paging of 4-MByte pages, 1:1.
void begin_in_32_bit_mode(GuestBench& bench) {
    constexpr uint64_t directory = 0x30000;
    bench.memory.set_word(directory, 4, 0x87);
    bench.set(Field::EntryControls,
              bench.get(Field::EntryControls) & ~uint64_t{stm::abi::entry_control::kIa32eModeGuest});
    bench.set(Field::GuestCr3, directory);
    bench.set(Field::GuestCr4, cr4::vmxe | cr4::pse);
    bench.put_segment(Field::GuestCsSelector,
                      {.selector = selector::code_32, .rights = 0xc09b, .limit = 0xffffffff, .base = 0});
}

// All segments begin at 0.
void begin_in_real_mode(GuestBench& bench) {
    begin_in_32_bit_mode(bench);
    bench.set(Field::GuestCr0, cr0::et | cr0::ne);
    bench.set(Field::GuestIdtrBase, 0);
    bench.set(Field::GuestIdtrLimit, 0x3ff);
    bench.put_segment(Field::GuestCsSelector, {.selector = 0, .rights = 0x9b, .limit = 0xffff, .base = 0});
    for (auto const data : data_segments)
        bench.put_segment(data, {.selector = 0, .rights = 0x93, .limit = 0xffff, .base = 0});
}

// What the exit tells of an instruction's operands: the first instruction's code, and the field.
uint64_t information(Code const& code, uint32_t proc2 = 0, uint32_t proc = 0) {
    GuestBench bench;
    bench.set_bits(Field::ProcControls, proc);
    bench.set_reg(at::rbx, 0x9000);
    if (proc2 != 0) bench.use_secondary(proc2);
    bench.run_guest(code);
    REQUIRE(bench.exited());
    return bench.get(Field::ExitInstructionInformation);
}

} // namespace

TEST_CASE("machine: instructions exit as their controls say, with qualification and length, and undone") {
    for (auto const& each : intercepted) {
        CAPTURE(each.name);
        GuestBench bench;
        bench.set_reg(at::rbx, 0x9000);
        bench.set_reg(at::rdx, 0xcf8);
        bench.set_bits(Field::GuestCr4, cr4::osxsave); // for XSETBV
        bench.set_bits(Field::ProcControls, each.proc);
        if (each.proc2 != 0) bench.use_secondary(each.proc2);
        auto const retired = bench.processor.retired();
        bench.run_guest(each.code);
        REQUIRE(bench.exited());
        CHECK(bench.reason() == each.reason);
        CHECK(bench.qualification() == each.qualification);
        CHECK(bench.get(Field::ExitInstructionLength) == each.code.size());
        CHECK(bench.guest_rip() == Bench::code);
        CHECK(bench.get(Field::IdtVectoringInformation) == 0);
        CHECK(bench.processor.retired() == retired + 1); // the host's HLT
        CHECK(bench.board.written.empty());
    }
}

TEST_CASE("machine: without its control an instruction does not exit") {
    for (auto const& each : intercepted) {
        if (each.proc == 0 && each.proc2 == 0) continue;
        CAPTURE(each.name);
        GuestBench bench;
        bench.set_reg(at::rbx, 0x9000);
        if (each.reason == ExitReason::CrAccess)
            bench.set_reg(at::rbx, each.qualification == 0x308 ? 1 : Bench::page_tables);
        if (each.reason == ExitReason::MovDr) bench.set_reg(at::rbx, 0x400);
        bench.enter(each.code);
        (void)bench.run(1);
        CHECK(bench.processor.vmx().operation() == VmxOperation::NonRoot);
    }
}

TEST_CASE("machine: privilege is checked before a VM exit") {
    GuestBench bench;
    bench.set_bits(Field::ProcControls, proc_control::kHltExiting);
    bench.set(Field::GuestCsSelector, selector::user_code_64);
    bench.set(Field::GuestCsAccessRights, 0xa0fb);
    bench.set(Field::GuestSsSelector, selector::user_data);
    bench.set(Field::GuestSsAccessRights, 0xc0f3);
    bench.enter({0xf4});
    (void)bench.run(1);
    CHECK(bench.processor.vmx().operation() == VmxOperation::NonRoot);
    CHECK(bench.state.rip == Bench::handler(Vector::GeneralProtection));
}

TEST_CASE("machine: I/O bitmaps intercept single ports, accesses that touch them, and those that wrap around") {
    auto const exits = [](uint16_t port, Code const& code) {
        GuestBench bench;
        bench.set_bits(Field::ProcControls, proc_control::kIoBitmaps);
        bench.memory.set_word(GuestBench::io_bitmap_a + 0xb2 / 8, 1, 1u << 2);
        bench.memory.set_word(GuestBench::io_bitmap_b + 0xcf8 / 8, 1, 1); // 8CF8H
        bench.set_reg(at::rdx, port);
        bench.enter(code);
        (void)bench.run(1);
        return bench.processor.vmx().operation() == VmxOperation::Root;
    };
    CHECK(exits(0xb2, {0xee}));
    CHECK_FALSE(exits(0xb3, {0xee}));
    CHECK_FALSE(exits(0xb1, {0xee}));
    CHECK(exits(0xb0, {0xef}));
    CHECK(exits(0x8cf8, {0xec}));
    CHECK_FALSE(exits(0xcf8, {0xec}));
    CHECK(exits(0xffff, {0x66, 0xef}));
    CHECK_FALSE(exits(0xffff, {0xee}));
}

TEST_CASE("machine: string I/O tells of its memory operand") {
    GuestBench bench;
    bench.set_bits(Field::ProcControls, proc_control::kUnconditionalIoExiting);
    bench.set_reg(at::rsi, 0x9000);
    bench.set_reg(at::rcx, 3);
    bench.set_reg(at::rdx, 0x3f8);
    bench.run_guest({0xf3, 0x6e}); // REP OUTSB
    REQUIRE(bench.exited());
    CHECK(bench.qualification() == 0x03f80030);
    CHECK(bench.get(Field::GuestLinearAddress) == 0x9000);
    CHECK(bench.get(Field::ExitInstructionInformation) == (2u << 7 | 3u << 15)); // 64-bit addresses, DS
}

TEST_CASE("machine: MSR bitmaps intercept reads and writes of single MSRs, and all beyond them") {
    auto const exits = [](uint32_t msr, bool write, uint64_t bitmap_byte) {
        GuestBench bench;
        bench.set_bits(Field::ProcControls, proc_control::kMsrBitmaps);
        if (bitmap_byte != 0) bench.memory.set_word(GuestBench::msr_bitmap + bitmap_byte, 1, 1u << (msr % 8));
        bench.set_rcx_msr(msr, 0);
        bench.enter({0x0f, static_cast<uint8_t>(write ? 0x30 : 0x32)});
        (void)bench.run(1);
        return bench.processor.vmx().operation() == VmxOperation::Root;
    };
    constexpr uint32_t low = 0x174;
    constexpr uint32_t high = 0xc0000081;
    CHECK_FALSE(exits(low, false, 0));
    CHECK(exits(low, false, low / 8));
    CHECK_FALSE(exits(low, true, low / 8));
    CHECK(exits(low, true, 2048 + low / 8));
    CHECK(exits(high, false, 1024 + 0x81 / 8));
    CHECK_FALSE(exits(high, true, 1024 + 0x81 / 8));
    CHECK(exits(high, true, 3072 + 0x81 / 8));
    CHECK(exits(0x2000, false, 0));
    CHECK(exits(0xbfffffff, true, 0));
    CHECK(exits(0xc0002000, false, 0));
}

TEST_CASE(
    "machine: the guest sees the shadow of what the host owns in CR0 and CR4, and exits when it would change it") {
    GuestBench bench;
    bench.set(Field::Cr0GuestHostMask, cr0::ne | cr0::ts);
    bench.set(Field::Cr0ReadShadow, cr0::ts);
    bench.set(Field::Cr4GuestHostMask, cr4::vmxe);
    bench.run_guest({0x0f, 0x20, 0xc1,                               // MOV RCX, CR0
                     0x0f, 0x20, 0xe2,                               // MOV RDX, CR4
                     0x48, 0x89, 0xc8, 0x0d, 0x00, 0x00, 0x01, 0x00, // MOV RAX, RCX; OR EAX, WP
                     0x0f, 0x22, 0xc0,                               // MOV CR0, RAX: an own bit
                     0x83, 0xe0, 0xf7,                               // AND EAX, ~TS
                     0x0f, 0x22, 0xc0});
    REQUIRE(bench.exited());
    CHECK(bench.reg(at::rcx) == (cr0::pe | cr0::pg | cr0::et | cr0::ts));
    CHECK(bench.reg(at::rdx) == cr4::pae);
    CHECK(bench.reason() == ExitReason::CrAccess);
    CHECK(bench.qualification() == 0);
    CHECK(bench.guest_rip() == Bench::code + 20);
    CHECK(bench.get(Field::GuestCr0) == (cr0::pe | cr0::pg | cr0::et | cr0::ne | cr0::wp));
}

TEST_CASE("machine: CLTS and LMSW exit by what the host owns and shows") {
    auto const runs = [](uint64_t mask, uint64_t shadow, Code const& code) {
        GuestBench bench;
        bench.set(Field::GuestCr0, bench.get(Field::GuestCr0) | cr0::ts);
        bench.set(Field::Cr0GuestHostMask, mask);
        bench.set(Field::Cr0ReadShadow, shadow);
        bench.set_reg(at::rax, cr0::pe | cr0::mp);
        bench.enter(code);
        (void)bench.run(1);
        if (bench.processor.vmx().operation() == VmxOperation::NonRoot) return bench.state.cr0 & 0xf;
        return 0x1000 | bench.qualification();
    };
    Code const clts{0x0f, 0x06};
    Code const lmsw{0x0f, 0x01, 0xf0}; // LMSW AX
    CHECK(runs(0, 0, clts) == cr0::pe);
    CHECK(runs(cr0::ts, 0, clts) == (cr0::pe | cr0::ts)); // nothing happens
    CHECK(runs(cr0::ts, cr0::ts, clts) == (0x1000 | 0x20));
    CHECK(runs(0, 0, lmsw) == (cr0::pe | cr0::mp));
    CHECK(runs(cr0::pe, 0, lmsw) == (0x1000 | 0x30 | (cr0::pe | cr0::mp) << 16));
    CHECK(runs(cr0::pe, cr0::pe, lmsw) == (cr0::pe | cr0::mp));
    CHECK(runs(cr0::mp, 0, lmsw) == (0x1000 | 0x30 | (cr0::pe | cr0::mp) << 16));
}

TEST_CASE("machine: CR3 targets do not exit") {
    GuestBench bench;
    bench.set_bits(Field::ProcControls, proc_control::kCr3LoadExiting);
    bench.set(Field::Cr3TargetCount, 1);
    bench.set(Field::Cr3TargetValue0, Bench::page_tables);
    bench.set_reg(at::rax, Bench::page_tables);
    bench.set_reg(at::rbx, Bench::page_tables | 8);
    bench.run_guest({0x0f, 0x22, 0xd8, 0x0f, 0x22, 0xdb}); // MOV CR3, RAX; MOV CR3, RBX
    REQUIRE(bench.exited());
    CHECK(bench.guest_rip() == Bench::code + 3);
}

TEST_CASE("machine: bits that VMX operation fixes fault in the guest") {
    GuestBench bench;
    bench.set_reg(at::rax, bench.state.cr0 & ~cr0::ne);
    bench.enter({0x0f, 0x22, 0xc0});
    (void)bench.run(1);
    CHECK(bench.state.rip == Bench::handler(Vector::GeneralProtection));
}

TEST_CASE("machine: a guest in 32-bit mode turns PG and PE off if it is unrestricted, and faults if it is not") {
    for (bool const unrestricted : {false, true}) {
        CAPTURE(unrestricted);
        GuestBench bench;
        begin_in_32_bit_mode(bench);
        bench.use_ept();
        if (unrestricted) bench.use_secondary(proc2_control::kUnrestrictedGuest);
        bench.set(Field::ExceptionBitmap, 1u << static_cast<unsigned>(Vector::GeneralProtection));
        bench.run_guest({0x0f, 0x20, 0xc0,             // MOV EAX, CR0
                         0x25, 0xff, 0xff, 0xff, 0x7f, // AND EAX, ~PG
                         0x0f, 0x22, 0xc0,             // MOV CR0, EAX
                         0x24, 0xfe,                   // AND AL, ~PE
                         0x0f, 0x22, 0xc0,             // MOV CR0, EAX
                         0x0f, 0xa2});                 // CPUID
        REQUIRE(bench.exited());
        CHECK(bench.reason() == (unrestricted ? ExitReason::Cpuid : ExitReason::ExceptionOrNmi));
        CHECK(bench.guest_rip() == Bench::code + (unrestricted ? 16 : 8));
        CHECK(bench.get(Field::GuestCr0) == (cr0::et | cr0::ne | (unrestricted ? 0 : cr0::pe | cr0::pg)));
    }
}

TEST_CASE("machine: an unrestricted guest cannot turn PE off under PG, nor NE") {
    for (auto const cleared : {cr0::pe, cr0::ne}) {
        GuestBench bench;
        begin_in_32_bit_mode(bench);
        bench.use_ept();
        bench.use_secondary(proc2_control::kUnrestrictedGuest);
        bench.set(Field::ExceptionBitmap, 1u << static_cast<unsigned>(Vector::GeneralProtection));
        bench.set_reg(at::rax, (cr0::pe | cr0::et | cr0::ne | cr0::pg) & ~cleared);
        bench.run_guest({0x0f, 0x22, 0xc0, 0x0f, 0xa2}); // MOV CR0, EAX; CPUID
        REQUIRE(bench.exited());
        CHECK(bench.reason() == ExitReason::ExceptionOrNmi);
    }
}

TEST_CASE("machine: an unrestricted guest runs in real mode, and is interrupted there") {
    GuestBench bench;
    begin_in_real_mode(bench);
    bench.use_ept();
    bench.use_secondary(proc2_control::kUnrestrictedGuest);
    constexpr uint64_t handler = 0x9800;
    bench.memory.set_word(4 * 0x21, 4, 0x0100'8800); // 0100H:8800H
    bench.put(handler, {0x0f, 0xa2});                // CPUID
    bench.run_guest({0xb8, 0x34, 0x12,               // MOV AX, 1234H
                     0xa3, 0x00, 0x90,               // MOV [9000H], AX
                     0xcd, 0x21});                   // INT 21H
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::Cpuid);
    CHECK(bench.word(0x9000, 2) == 0x1234);
    CHECK(bench.get(Field::GuestCsSelector) == 0x100);
    CHECK(bench.get(Field::GuestCsBase) + bench.guest_rip() == handler);
    CHECK(bench.get(Field::GuestRsp) == Bench::stack - 6);
    CHECK(bench.word(Bench::stack - 6, 2) == Bench::code + 8);
    CHECK(bench.get(Field::GuestCr0) == (cr0::et | cr0::ne));
}

TEST_CASE("machine: TSC offsetting applies to RDTSC and to RDMSR") {
    GuestBench bench;
    bench.set_bits(Field::ProcControls, proc_control::kTscOffsetting | proc_control::kMsrBitmaps);
    bench.set(Field::TscOffset, 0x100000);
    bench.board.now = [] { return 5; };
    bench.set_rcx_msr(0x10, 0);
    bench.enter({0x0f, 0x31});
    (void)bench.run(1);
    CHECK(bench.edx_eax() == 0x100005);
    bench.put(Bench::code, {0x0f, 0x32});
    bench.state.rip = Bench::code;
    (void)bench.run(1);
    CHECK(bench.edx_eax() == 0x100005);
}

TEST_CASE("machine: RDTSCP and INVPCID are invalid opcodes of a guest unless enabled") {
    for (auto const& code : {Code{0x0f, 0x01, 0xf9}, {0x66, 0x0f, 0x38, 0x82, 0x0b}}) {
        for (bool const enabled : {false, true}) {
            GuestBench bench;
            bench.set_reg(at::rbx, 0x9000);
            bench.set_reg(at::rcx, 2);
            if (enabled) bench.use_secondary(proc2_control::kRdtscp | proc2_control::kInvpcid);
            bench.enter(code);
            (void)bench.run(1);
            CHECK((bench.state.rip == Bench::handler(Vector::InvalidOpcode)) != enabled);
        }
    }
}

TEST_CASE("machine: exits of instructions with operands describe them") {
    // 64-bit addresses, DS; RBX is the base, there is no index
    constexpr uint64_t at_rbx = 2u << 7 | 3u << 15 | 1u << 22 | 3u << 23;
    constexpr uint64_t in_register = 1u << 10;
    CHECK(information({0x0f, 0xc7, 0x33}) == at_rbx);                                   // VMPTRLD [RBX]
    CHECK(information({0x66, 0x0f, 0x38, 0x80, 0x0b}) == (at_rbx | 1u << 28));          // INVEPT RCX, [RBX]
    CHECK(information({0x0f, 0x78, 0x13}) == (at_rbx | 2u << 28));                      // VMREAD [RBX], RDX
    CHECK(information({0x0f, 0x78, 0xd6}) == (in_register | 6u << 3 | 2u << 28));       // VMREAD RSI, RDX
    CHECK(information({0x44, 0x0f, 0x79, 0xc8}) == (in_register | 0u << 3 | 9u << 28)); // VMWRITE R9, RAX
    // VMCLEAR GS:[R10 + RCX*4]
    CHECK(information({0x66, 0x65, 0x41, 0x0f, 0xc7, 0x34, 0x8a}) == (2u | 2u << 7 | 5u << 15 | 1u << 18 | 10u << 23));
    CHECK(information({0x66, 0x0f, 0x38, 0x82, 0x33}, proc2_control::kInvpcid, proc_control::kInvlpgExiting) ==
          (at_rbx | 6u << 28)); // INVPCID RSI, [RBX]
    auto const tables = proc2_control::kDescriptorTableExiting;
    CHECK(information({0x0f, 0x01, 0x13}, tables) == (at_rbx | 2u << 28));                // LGDT [RBX]
    CHECK(information({0x0f, 0x01, 0x0b}, tables) == (at_rbx | 1u << 28));                // SIDT [RBX]
    CHECK(information({0x0f, 0x00, 0xd9}, tables) == (in_register | 1u << 3 | 3u << 28)); // LTR CX
}
