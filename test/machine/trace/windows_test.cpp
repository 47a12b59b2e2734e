// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/density.hpp"

#include <doctest/doctest.h>
#include <numeric>

using namespace redoubt::machine;

TEST_CASE("machine: time in SMM on any processor makes a window, and what touches is one") {
    std::vector<Stretch> const stretches{
        {0, Context::Os, 0, 1000},    {0, Context::Monitor, 1000, 1500}, {0, Context::SmiHandler, 1500, 1600},
        {0, Context::Os, 1600, 9000}, {1, Context::OsGuest, 0, 1700},    {1, Context::Monitor, 1700, 2000},
        {1, Context::Os, 2000, 9000}, {0, Context::Pe, 9000, 9100},      {1, Context::SmmDefault, 5000, 5010}};
    std::vector<Window> const expected{{800, 2200}, {4800, 5210}, {8800, 9150}};
    CHECK(smm_windows(stretches, {}, 9150) == expected);
    CHECK(smm_windows({{0, Context::Os, 0, 1000}}, {}, 1000).empty());
}

TEST_CASE("machine: a window begins when its SMI was raised, but not with one that nothing followed") {
    std::vector<Stretch> const stretches{{0, Context::Monitor, 20'000, 20'500}, {1, Context::Monitor, 22'000, 22'100}};
    CHECK(smm_windows(stretches, {19'000}, 30'000) == std::vector<Window>{{18'800, 22'300}});
    CHECK(smm_windows(stretches, {15'000}, 30'000) == std::vector<Window>{{14'800, 20'700}, {21'800, 22'300}});
    CHECK(smm_windows(stretches, {14'999}, 30'000) == std::vector<Window>{{19'800, 20'700}, {21'800, 22'300}});
    CHECK(smm_windows(stretches, {19'500, 21'500}, 30'000) == std::vector<Window>{{19'300, 20'700}, {21'300, 22'300}});
    CHECK(smm_windows(stretches, {100, 21'500}, 30'000) == std::vector<Window>{{19'800, 20'700}, {21'300, 22'300}});
}

TEST_CASE("machine: windows do not reach beyond the run") {
    CHECK(smm_windows({{0, Context::Monitor, 10, 50}}, {}, 60) == std::vector<Window>{{0, 60}});
    CHECK(windows_around({0, 5000, 5300, 9999, 10000}, 10000) ==
          std::vector<Window>{{0, 201}, {4800, 5501}, {9799, 10000}});
}

TEST_CASE("machine: a long window is cut into pieces that follow each other and are about as long") {
    auto const pieces = split({{0, 10}, {100, 205}}, 50);
    CHECK(pieces == std::vector<Window>{{0, 10}, {100, 135}, {135, 170}, {170, 205}});
    CHECK(split({{0, 50}}, 50).size() == 1);
    CHECK(split({{0, 51}}, 50).size() == 2);
}

TEST_CASE("machine: the bins of a run have no gaps, and what processors spent in them adds up") {
    for (uint64_t const end : {1ull, 7ull, 240ull, 1000ull, 123'456'789ull, 1ull << 60}) {
        CAPTURE(end);
        auto const third = end / 3;
        Density const density({{0, Context::Os, 0, third}, {0, Context::Monitor, third, end}, {1, Context::Os, 0, end}},
                              2, end, 240);
        CHECK(density.bins() == std::min<uint64_t>(end, 240));
        uint64_t next = 0;
        uint64_t os = 0;
        uint64_t monitor = 0;
        for (unsigned bin = 0; bin < density.bins(); ++bin) {
            CHECK(density.bin(bin).from == next);
            next = density.bin(bin).to;
            CHECK(density.bin_of(density.bin(bin).from) == bin);
            CHECK(density.bin_of(density.bin(bin).to - 1) == bin);
            auto const& shares = density.shares(0, bin);
            os += shares[static_cast<std::size_t>(Context::Os)];
            monitor += shares[static_cast<std::size_t>(Context::Monitor)];
            CHECK(std::accumulate(shares.begin(), shares.end(), uint64_t{0}) == density.bin(bin).length());
            CHECK(density.shares(1, bin)[static_cast<std::size_t>(Context::Os)] == density.bin(bin).length());
        }
        CHECK(next == end);
        CHECK(os == third);
        CHECK(monitor == end - third);
        CHECK(density.bin_of(end) == density.bins() - 1);
    }
}
