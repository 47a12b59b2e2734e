// SPDX-License-Identifier: Apache-2.0
#include "test/machine/gdb/fake_target.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine::gdb;
using test::Bench;
using test::FakeTarget;

TEST_CASE("machine: before anything ran the debugger is told of a trap on the first thread") {
    Bench bench;
    CHECK(bench.ask("?") == "T05thread:1;");
}

TEST_CASE("machine: a step is one instruction of one thread, and the others stand still") {
    Bench bench;
    CHECK(bench.ask("s") == "T05thread:1;");
    CHECK(bench.target.rip(0) == 0x1001);
    CHECK(bench.ask("Hg2") == "OK");
    CHECK(bench.ask("s") == "T05thread:2;");
    CHECK(bench.ask("vCont;s:1;c") == "T05thread:1;");
    CHECK(bench.ask("vCont;S05:2") == "T05thread:2;");
    CHECK(bench.ask("vCont;s") == "T05thread:2;"); // the one that stopped last
    CHECK(bench.ask("Hc1") == "OK");
    CHECK(bench.ask("s") == "T05thread:1;");
    CHECK(bench.target.rip(0) == 0x1003);
    CHECK(bench.target.rip(1) == 0x1003);
    CHECK(bench.ask("s1080") == "T05thread:1;");
    CHECK(bench.target.rip(0) == 0x1081);
    CHECK(bench.ask("?") == "T05thread:1;");
}

TEST_CASE("machine: running ends before an instruction at a breakpoint, on whichever thread gets there") {
    Bench bench;
    bench.target.set(1, kRip, 0x1004);
    CHECK(bench.ask("Z0,1008,1") == "OK");
    CHECK(bench.ask("vCont;c") == "T05thread:2;");
    CHECK(bench.target.rip(1) == 0x1008);
    CHECK(bench.target.rip(0) == 0x1005); // in turns, and it was first
    CHECK(bench.ask("qC") == "QC2");
    CHECK(bench.ask("c") == "T05thread:2;"); // it is there still
    CHECK(bench.target.rip(1) == 0x1008);
    CHECK(bench.ask("z0,1008,1") == "OK");
    CHECK(bench.ask("Z0,1010,1") == "OK");
    CHECK(bench.ask("c") == "T05thread:2;");
    CHECK(bench.target.rip(1) == 0x1010);
}

TEST_CASE("machine: a debugger that knows kinds of breakpoints is told which it was, others are not") {
    Bench bench(1);
    CHECK(bench.ask("Z0,1001,1") == "OK");
    CHECK(bench.ask("Z1,1002,1") == "OK");
    CHECK(bench.ask("c") == "T05thread:1;");
    static_cast<void>(bench.ask("qSupported:swbreak+;hwbreak+"));
    CHECK(bench.ask("c") == "T05swbreak:;thread:1;");
    CHECK(bench.ask("?") == "T05swbreak:;thread:1;");
    CHECK(bench.ask("s") == "T05thread:1;");
    CHECK(bench.ask("c") == "T05hwbreak:;thread:1;");
    CHECK(bench.ask("z1,1002,1") == "OK");
    CHECK(bench.ask("z0,1001,1") == "OK");
    bench.target.memory[0x20] = FakeTarget::last_instruction;
    CHECK(bench.ask("c") == "T06thread:1;");
}

TEST_CASE("machine: breakpoints of both kinds at one address are apart, and one that is not there can be removed") {
    Bench bench(1);
    CHECK(bench.ask("Z0,1004,1") == "OK");
    CHECK(bench.ask("Z1,1004,1") == "OK");
    CHECK(bench.ask("Z1,1004,1") == "OK"); // again: nothing more
    CHECK(bench.ask("z0,1004,1") == "OK");
    CHECK(bench.ask("z0,1004,1") == "OK");
    CHECK(bench.ask("c") == "T05thread:1;");
    CHECK(bench.target.rip(0) == 0x1004);
    for (auto const* packet : {"Z0,", "Z0,1004", "Z0,1004,", "Z0,x,1", "Z0,1004,x", "z1,,1"}) {
        CAPTURE(packet);
        CHECK(bench.ask(packet) == "E01");
    }
}

TEST_CASE("machine: only the threads that are told to go on move, in turns, and breakpoints stop them too") {
    Bench bench(3);
    CHECK(bench.ask("Z0,1006,1") == "OK");
    CHECK(bench.ask("vCont;c:2;c:3") == "T05thread:2;");
    CHECK(bench.target.rip(0) == 0x1000);
    CHECK(bench.target.rip(1) == 0x1006);
    CHECK(bench.target.rip(2) == 0x1006);
    CHECK(bench.ask("z0,1006,1") == "OK");
    bench.target.memory[8] = FakeTarget::last_instruction;
    CHECK(bench.ask("vCont;C05:3") == "T06thread:3;");
    CHECK(bench.target.rip(1) == 0x1006);
    CHECK(bench.target.rip(2) == 0x1008);
    CHECK(bench.ask("Hc2") == "OK");
    CHECK(bench.ask("c") == "T06thread:2;");
    CHECK(bench.target.rip(0) == 0x1000);
}

TEST_CASE("machine: a thread with no way on ends a run and says so") {
    Bench bench;
    bench.target.memory[5] = FakeTarget::last_instruction;
    CHECK(bench.ask("c") == "T06thread:1;");
    CHECK(bench.ask("?") == "T06thread:1;");
    CHECK(bench.ask("c1000") == "T06thread:2;"); // from an address: the current thread's
    CHECK(bench.target.rip(1) == 0x1005);
}

TEST_CASE("machine: a debugger that wants a stop gets it soon, as an interrupt") {
    for (auto const* packet : {"c", "vCont;c:1"}) {
        Bench bench;
        unsigned asked = 0;
        bench.wants_stop = [&] { return ++asked == 3; };
        CHECK(bench.ask(packet).starts_with("T02thread:"));
        CHECK(asked == 3);
        CHECK(bench.target.rip(0) - FakeTarget::base < 20'000);
        CHECK(bench.ask("s").starts_with("T05thread:"));
    }
}

TEST_CASE("machine: motions that cannot be understood move nothing") {
    Bench bench;
    for (auto const* packet : {"vCont;", "vCont;;c", "vCont;x", "vCont;cc", "vCont;c:3", "vCont;c:x", "vCont;s:1;x",
                               "vCont;C", "vCont;Cxx", "vCont;r1,2", "sx", "cx", "c-1"}) {
        CAPTURE(packet);
        CHECK(bench.ask(packet) == "E01");
    }
    CHECK(bench.target.rip(0) == 0x1000);
    CHECK(bench.target.rip(1) == 0x1000);
}
