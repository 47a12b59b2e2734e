// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/grouped.hpp"
#include "machine/trace/summary.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using stm::abi::ExitReason;

TEST_CASE("machine: long numbers have a comma before every three digits") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(123456) == "123,456");
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(grouped(~uint64_t{0}) == "18,446,744,073,709,551,615");
}

TEST_CASE("machine: the summary is a table for people, without columns and rows of zeros") {
    Counters counters(2);
    counters.count(0, Context::Os, 1'000'000);
    counters.count(1, Context::Os, 5);
    counters.count(0, Context::Os, ExitReason::OtherSmi);
    counters.smi_begins(0);
    counters.count(0, Context::Monitor, 1410);
    counters.count(0, Context::Monitor, VmxInstruction::Vmread);
    counters.smi_ends(0);
    CHECK(as_text(summary(counters)) ==
          "instructions                              OS    monitor        all\n"
          "processor 0                        1,000,000      1,410  1,001,410\n"
          "processor 1                                5          0          5\n"
          "all                                1,000,005      1,410  1,001,415\n"
          "\n"
          "VM exits                                  OS        all\n"
          "SMI                                        1          1\n"
          "\n"
          "VMX instructions                     monitor        all\n"
          "VMREAD                                     1          1\n"
          "\n"
          "an SMI costs a processor                SMIs        min     median       mean        max\n"
          "monitor instructions, processor 0          1      1,410      1,410     1410.0      1,410\n"
          "monitor instructions, processor 1          0          0          0        0.0          0\n"
          "monitor instructions, all                  1      1,410      1,410     1410.0      1,410\n"
          "SMI handler instructions                   1          0          0        0.0          0\n"
          "VM exits                                   1          0          0        0.0          0\n"
          "VMREAD of the monitor                      1          1          1        1.0          1\n");
}

TEST_CASE("machine: a machine that did nothing has a summary of one table") {
    auto const tables = summary(Counters(1));
    REQUIRE(tables.size() == 1);
    CHECK(as_text(tables) == "instructions  all\nprocessor 0     0\nall             0\n");
}

TEST_CASE("machine: a table as a page has a cell for each number, and its text is escaped") {
    Table const table{.title = "a<b", .columns = {"c&d"}, .rows = {{"\"e\"", "1,000"}}};
    CHECK(as_html({table}) == "<table><thead><tr><th>a&lt;b</th><th>c&amp;d</th></tr>\n</thead><tbody>\n"
                              "<tr><th>&quot;e&quot;</th><td>1,000</td></tr>\n</tbody></table>\n");
}
