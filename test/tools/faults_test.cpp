// SPDX-License-Identifier: Apache-2.0
#include "test/tools/refusal.hpp"
#include "tools/faults/fault.hpp"
#include "tools/faults/image_builder.hpp"
#include "tools/faults/on_machine.hpp"
#include "tools/faults/report.hpp"
#include "tools/support/places.hpp"
#include "tools/support/scratch.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace redoubt;
using faults::Answer;
using faults::Fault;
using faults::Verdict;
using test::contains;
using test::refusal;

namespace {

std::vector<Fault> the_list() {
    return faults::read_faults(support::source_root() / "tools" / "faults" / "faults.json");
}

std::vector<Fault> read(std::string const& text) {
    support::Scratch const scratch;
    std::ofstream(scratch / "faults.json") << text;
    return faults::read_faults(scratch / "faults.json");
}

std::string entry(std::string const& function, std::string const& noticed_by) {
    return R"({"id": "a", "what": "w", "file": "f", )" + function + R"("from": "x", "to": "y", "noticed_by": )" +
           noticed_by + "}";
}

std::string list_of(std::string const& entries) {
    return R"({"faults": [)" + entries + "]}";
}

constexpr auto with_function = R"("function": "g", )";

std::filesystem::path link_list() {
    return support::build_dir() / "image" / "link.txt";
}

} // namespace

TEST_CASE("faults: every fault of the list has its place in the source, once") {
    auto const list = the_list();
    CHECK(list.size() >= 15);
    for (auto const& fault : list) {
        CAPTURE(fault.id);
        auto const text = support::read_file(support::source_root() / fault.file);
        CHECK(faults::with_fault(text, fault) != text);
        CHECK(fault.assembly() == fault.file.ends_with(".S"));
    }
}

TEST_CASE("faults: a list that says nothing, or what cannot be, is refused") {
    CHECK(read(list_of(entry(with_function, R"(["proof"])"))).size() == 1);
    CHECK(read(list_of(entry("", R"(["machine"])"))).front().machine);
    CHECK(contains(refusal([] { return read(list_of(entry(with_function, "[]"))); }), "nobody is to notice it"));
    CHECK(contains(refusal([] { return read(list_of(entry("", R"(["proof"])"))); }), "assembly has no proof"));
    CHECK(contains(refusal([] { return read(list_of(entry(with_function, R"(["luck"])"))); }),
                   "luck, which is neither proof nor machine"));
    auto const one = entry("", R"(["machine"])");
    CHECK(contains(refusal([&] { return read(list_of(one + ", " + one)); }), "a: is there twice"));
    CHECK(contains(refusal([] { return read("{"); }), "faults.json: "));
    CHECK(contains(refusal([] { return faults::read_faults("/nowhere/faults.json"); }), "cannot read"));
}

TEST_CASE("faults: a fault whose place has gone or is ambiguous is refused") {
    Fault const fault{.id = "a", .what = "", .file = "f.cc", .function = "", .from = "one", .to = "two"};
    CHECK(faults::with_fault("is one here", fault) == "is two here");
    CHECK(contains(refusal([&] { return faults::with_fault("two", fault); }), "a: its place is not in f.cc"));
    CHECK(contains(refusal([&] { return faults::with_fault("one, one", fault); }), "more than once in f.cc"));
    auto same = fault;
    same.to = same.from;
    CHECK(contains(refusal([&] { return faults::with_fault("one", same); }), "changes nothing"));
    auto empty = fault;
    empty.from = "";
    CHECK(contains(refusal([&] { return faults::with_fault("", empty); }), "its place is not"));
}

TEST_CASE("faults: whatever is not as the list says is a complaint") {
    Verdict verdict{.fault = read(list_of(entry(with_function, R"(["proof"])"))).front()};
    CHECK(verdict.complaints().empty()); // nobody was asked
    CHECK_FALSE(faults::good({}));       // which proves nothing
    verdict.proof.answer = Answer::Noticed;
    verdict.machine.answer = Answer::Unnoticed;
    CHECK(faults::good({verdict}));
    verdict.proof.answer = Answer::Unnoticed;
    CHECK(verdict.complaints() == std::vector<std::string>{"the proof does not notice it"});
    verdict.machine.answer = Answer::Noticed;
    CHECK(verdict.complaints().size() == 2);
    verdict.proof = {Answer::None, "a reason"};
    verdict.machine.answer = Answer::NotAsked;
    CHECK(verdict.complaints() == std::vector<std::string>{"the proof: no answer: a reason"});
    CHECK_FALSE(faults::good({verdict}));
    CHECK(contains(faults::as_text({verdict}), "WRONG: the proof: no answer: a reason"));
}

TEST_CASE("faults: without a fault, the image that is built is the image, and serves its SMIs") {
    support::Scratch const scratch;
    faults::ImageBuilder const builder(link_list(), scratch.path());
    auto const real = support::read_file(support::build_dir() / "image" / "redoubt.stm");
    for (std::string const file : {"monitor/vmcs/registers.cc", "monitor/arch/vm_entry.S"}) {
        CAPTURE(file);
        auto const image = builder.build(file, support::read_file(support::source_root() / file));
        CHECK(std::string(reinterpret_cast<char const*>(image.data()), image.size()) == real);
        CHECK_FALSE(faults::seen_on_machine(image).has_value());
    }
}

TEST_CASE("faults: what does not compile, or is no part of the image, is no image") {
    support::Scratch const scratch;
    faults::ImageBuilder const builder(link_list(), scratch.path());
    CHECK(contains(refusal([&] { return builder.build("monitor/vmcs/registers.cc", "no C++"); }), "clang++-19 failed"));
    CHECK(contains(refusal([&] { return builder.build("spec/abi/none.S", ""); }), "is no part of the image"));
}
