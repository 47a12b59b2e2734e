// SPDX-License-Identifier: Apache-2.0
#include "tools/faults/fault.hpp"
#include "tools/faults/image_builder.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"
#include "tools/support/scratch.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace redoubt;
using faults::Fault;

namespace {

support::Outcome hostile(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {support::tool("redoubt"), "hostile"});
    return support::run_captured({.argv = std::move(arguments)});
}

Fault listed(std::string const& id) {
    auto const all = faults::read_faults(support::source_root() / "tools" / "faults" / "faults.json");
    auto const found = std::ranges::find(all, id, &Fault::id);
    REQUIRE(found != all.end());
    return *found;
}

Fault in_file(std::string const& file, std::string const& from, std::string const& to) {
    return {.id = "of this test", .what = "", .file = file, .function = "any", .from = from, .to = to};
}

// The image with the fault is attacked, a promise is broken, and the step alone breaks it again.
void check_noticed(Fault const& fault, std::string const& promise, std::string const& part) {
    CAPTURE(fault.id);
    support::Scratch const scratch;
    auto const text = support::read_file(support::source_root() / fault.file);
    auto const image = faults::ImageBuilder(support::build_dir() / "image" / "link.txt", scratch / ".")
                           .build(fault.file, faults::with_fault(text, fault));
    auto const path = (scratch / "image").string();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<char const*>(image.data()), static_cast<std::streamsize>(image.size()));
    auto const outcome = hostile({"--stm", path, "--steps", "20000", "--seed", "1", "--json"});
    INFO(outcome.err);
    CHECK(outcome.status == 1);
    CHECK(outcome.err.find("redoubt hostile: " + promise + " is broken: ") != std::string::npos);
    CHECK(outcome.err.find(part) != std::string::npos);
    auto const json = nlohmann::json::parse(outcome.out);
    CHECK(json["good"] == false);
    auto const step = json["violation"]["step"].get<uint64_t>();
    auto const again = hostile({"--stm", path, "--seed", "1", "--replay", std::to_string(step)});
    CHECK(again.status == 1);
    CHECK(again.err == outcome.err);
}

} // namespace

TEST_CASE("hostile: REQ-MAP-07: a page of the monitor in the handler's EPT is noticed") {
    Fault const whole{.id = "of this test",
                      .what = "a region that is granted in part is mapped whole",
                      .file = "monitor/paging/handler_map.cc",
                      .function = "stm::paging::uniform",
                      .from = "read == Extent::All ? kRead + more : 0;\n"
                              "    bool const alike =\n"
                              "        read != Extent::Some && write != Extent::Some && execute != Extent::Some && "
                              "smram != Extent::Some;",
                      .to = "read == Extent::None ? more - more : kRead + kWrite + kExecute;\n"
                            "    bool const alike = true;"};
    check_noticed(whole, "P1", "the handler's EPT maps");
}

TEST_CASE("hostile: REQ-POL-12: an MSR that is left open to the handler is noticed") {
    check_noticed(listed("msr-open"), "P1", "SMRR");
}

TEST_CASE("hostile: REQ-VMCS-02: a register that reaches the handler is noticed") {
    check_noticed(listed("register-leaks"), "P3", "general register 3 of the handler holds");
}

TEST_CASE("hostile: REQ-VMCS-02: a register that is not given back is noticed") {
    check_noticed(listed("register-not-given-back"), "P3", "R15 changes over a");
}

TEST_CASE("hostile: REQ-CALL-02: an answer that is no status is noticed") {
    check_noticed(in_file("monitor/smi/os_calls.cc", "abi::Status::FunctionNotSupported : abi::Status::InvalidApi",
                          "static_cast<abi::Status>(0x80017777) : abi::Status::InvalidApi"),
                  "P6", "which is no status");
}

TEST_CASE("hostile: REQ-POL-03: protection that is granted and not given is noticed") {
    check_noticed(in_file("monitor/smi/os_services.cc", "answer_call(registers, status)",
                          "answer_call(registers, abi::Status::Success)"),
                  "P2", "protected by the OS");
}

TEST_CASE("hostile: REQ-CALL-07: an event in a page that the OS has not named for its log is noticed") {
    check_noticed(in_file("monitor/api/log_pages.cc", "(words, n, page, offset,", "(words, n, page ^ 0x8000, offset,"), "P6",
                  "which no call lets it");
}

TEST_CASE("hostile: REQ-CALL-06: an answer that goes into a device is noticed") {
    check_noticed(in_file("monitor/policy/layout.cc", "(page <= layout.tseg_last || page < kDevicesEnd)",
                          "page <= layout.tseg_last"),
                  "P6", "which no call lets it");
}

TEST_CASE("hostile: the image keeps its promises, and the command says so with status 0") {
    auto const outcome = hostile({"--steps", "500", "--seed", "3", "--processors", "2", "--json"});
    CHECK(outcome.status == 0);
    auto const json = nlohmann::json::parse(outcome.out);
    CHECK(json["good"] == true);
    CHECK(json["steps"] == 500);
    CHECK(json["calls"] > 0);
    CHECK(json["handler_exits"] > 0);
    CHECK(json["violation"].is_null());
}

TEST_CASE("hostile: wrong usage is one clear line and status 2") {
    for (auto const& arguments : std::vector<std::vector<std::string>>{{"--processors", "17"},
                                                                       {"--style", "x"},
                                                                       {"--steps", "0"},
                                                                       {"--replay", "1", "--seeds", "2"},
                                                                       {"--stm", "/none"}}) {
        CAPTURE(arguments.front());
        auto const outcome = hostile(arguments);
        CHECK(outcome.status == 2);
        CHECK(outcome.out.empty());
        CHECK(std::ranges::count(outcome.err, '\n') == 1);
    }
}
