// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/harness.hpp"

#define DOCTEST_CONFIG_IMPLEMENT
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <sys/personality.h>
#include <unistd.h>

namespace redoubt::fuzz {
namespace {

Goal* first_goal = nullptr;

} // namespace

// libFuzzer learns from what is compared, and some of that are addresses: only with the same ones is a run the same
// again. Where the kernel does not allow it, runs differ, and are as good.
static void fix_addresses(char** argv) {
    auto const now = ::personality(0xffffffff); // asks
    if (now == -1 || (now & ADDR_NO_RANDOMIZE) != 0) return;
    if (::personality(static_cast<unsigned long>(now) | ADDR_NO_RANDOMIZE) == -1) return;
    ::execv("/proc/self/exe", argv);
}

void print_goals() {
    for (auto const* goal = first_goal; goal != nullptr; goal = goal->next_)
        std::fprintf(stderr, "reached: %" PRIu64 " %s\n", goal->times_, goal->what_);
}

Goal::Goal(char const* what) : what_(what), next_(first_goal) {
    if (first_goal == nullptr) (void)std::atexit(print_goals);
    first_goal = this;
}

void check(bool holds, char const* promise, std::source_location where) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s (%s:%u)\n", promise, where.file_name(), where.line());
    std::abort();
}

} // namespace redoubt::fuzz

// What was freed is watched for long enough, without memory that grows from input to input.
extern "C" char const* __asan_default_options() {
    return "quarantine_size_mb=16";
}

extern "C" char const* __ubsan_default_options() {
    return "print_stacktrace=1";
}

// The stand-ins for hardware check what they are asked with the unit tests' assertions, here outside of a test case.
extern "C" int LLVMFuzzerInitialize(int*, char*** argv) {
    redoubt::fuzz::fix_addresses(*argv);
    static doctest::Context context;
    context.setAsDefaultForAssertsOutOfTestCases();
    context.setAssertHandler([](doctest::AssertData const& data) {
        std::fprintf(stderr, "broken: %s(%s) (%s:%d)\n", doctest::assertString(data.m_at), data.m_expr, data.m_file,
                     data.m_line);
        std::abort();
    });
    return 0;
}
