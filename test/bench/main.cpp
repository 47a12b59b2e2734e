// SPDX-License-Identifier: Apache-2.0
#include "test/bench/bench.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

// The protocol with ./redoubt bench: no argument lists name and operations; a name runs that body once, inside redoubt_measured, which
// callgrind collects for; a name and --time prints nanoseconds an operation.
namespace {

using redoubt::bench::Body;

struct Benchmark {
    std::string name;
    std::size_t operations;
    std::function<Body()> prepare;
};

std::vector<Benchmark>& all() {
    static std::vector<Benchmark> list;
    return list;
}

extern "C" [[gnu::noinline]] void redoubt_measured(Body const& body) {
    body();
}

// The best of several rounds: what disturbs a round only makes it slower.
double nanoseconds(Body const& body) {
    using Clock = std::chrono::steady_clock;
    auto const end = Clock::now() + std::chrono::milliseconds(100);
    auto best = Clock::duration::max();
    do {
        auto const start = Clock::now();
        redoubt_measured(body);
        best = std::min(best, Clock::now() - start);
    } while (Clock::now() < end);
    return std::chrono::duration<double, std::nano>(best).count();
}

} // namespace

void redoubt::bench::add(std::string name, std::size_t operations, std::function<Body()> prepare) {
    all().push_back({std::move(name), operations, std::move(prepare)});
}

int main(int argc, char** argv) {
    redoubt::bench::benchmarks();
    if (argc == 1) {
        for (auto const& benchmark : all())
            std::printf("%zu %s\n", benchmark.operations, benchmark.name.c_str());
        return 0;
    }
    for (auto const& benchmark : all()) {
        if (benchmark.name != argv[1]) continue;
        auto const body = benchmark.prepare();
        if (argc > 2 && std::string_view(argv[2]) == "--time")
            std::printf("%.2f\n", nanoseconds(body) / static_cast<double>(benchmark.operations));
        else
            redoubt_measured(body);
        return 0;
    }
    std::fprintf(stderr, "no such benchmark: %s\n", argv[1]);
    return 2;
}
