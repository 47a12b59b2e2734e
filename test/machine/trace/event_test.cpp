// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/event.hpp"
#include "machine/trace/reason_name.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace redoubt::machine;

TEST_CASE("machine: an event is one line of JSON, its keys in a fixed order, and without those that it does not have") {
    CHECK(as_json({.time = 7, .kind = EventKind::Halt}) == R"({"time":7,"kind":"halt"})");
    CHECK(
        as_json({.time = 1'234'567,
                 .processor = 3,
                 .context = Context::SmiHandler,
                 .kind = EventKind::VmExit,
                 .reason = 48,
                 .qualification = 0x181,
                 .rip = 0xffff'8000'0000'1000,
                 .address = 0xfee0'0000}) ==
        R"({"time":1234567,"processor":3,"context":"smi_handler","kind":"vm_exit","reason":48,"reason_name":"EPT violation",)"
        R"("qualification":"0x181","rip":"0xffff800000001000","address":"0xfee00000"})");
    CHECK(as_json({.time = 2,
                   .processor = 0,
                   .context = Context::Monitor,
                   .kind = EventKind::Violation,
                   .rule = "SDM vol. 3C 24.11.4",
                   .text = "write of the active VMCS region",
                   .details = "RIP 0\nRAX 1"}) ==
          R"({"time":2,"processor":0,"context":"monitor","kind":"violation","rule":"SDM vol. 3C 24.11.4",)"
          R"("text":"write of the active VMCS region","details":"RIP 0\nRAX 1"})");
}

TEST_CASE("machine: a VM-instruction error has the name of its number, not that of the exit reason with this number") {
    CHECK(as_json({.kind = EventKind::VmInstructionError, .reason = 5}) ==
          R"({"time":0,"kind":"vm_instruction_error","reason":5,"reason_name":"VMRESUME: VMCS not launched"})");
    CHECK(as_json({.kind = EventKind::SmmVmExit, .reason = 5}) ==
          R"({"time":0,"kind":"smm_vm_exit","reason":5,"reason_name":"I/O SMI"})");
    CHECK(name_of(static_cast<stm::abi::ExitReason>(35)) == "exit reason 35");
    CHECK(name_of(static_cast<stm::abi::VmxError>(27)) == "VM-instruction error 27");
}

TEST_CASE("machine: whatever bytes a guest prints, its line stays one line of valid JSON") {
    std::string every_byte;
    for (unsigned byte = 0; byte < 256; ++byte)
        every_byte += static_cast<char>(byte);
    auto const line = as_json({.kind = EventKind::SerialLine, .text = every_byte});
    CHECK(line.find('\n') == std::string::npos);
    auto const read = nlohmann::json::parse(line);
    CHECK(read["text"].get<std::string>().substr(0, 128) == every_byte.substr(0, 128));
}

TEST_CASE("machine: kinds of events and contexts have names of their own") {
    std::set<std::string_view> names;
    std::set<std::string_view> ids;
    constexpr auto kinds = static_cast<unsigned>(EventKind::Shutdown) + 1;
    for (unsigned kind = 0; kind < kinds; ++kind) {
        names.insert(name_of(static_cast<EventKind>(kind)));
        ids.insert(id_of(static_cast<EventKind>(kind)));
    }
    for (auto const context : kAllContexts) {
        names.insert(name_of(context));
        ids.insert(id_of(context));
    }
    CHECK(names.size() == kinds + kAllContexts.size());
    CHECK(ids.size() == kinds + kAllContexts.size());
    CHECK_FALSE(names.contains(""));
    CHECK_FALSE(ids.contains(""));
}

TEST_CASE("machine: an event reads as a line that says when, who, where and what") {
    CHECK(as_text({.time = 1'234'567,
                   .processor = 1,
                   .context = Context::Os,
                   .kind = EventKind::SmmVmExit,
                   .reason = 5,
                   .qualification = 0xb20000,
                   .rip = 0x1000}) ==
          "      1,234,567  processor 1  OS  SMM VM exit: I/O SMI, qualification 0xb20000, RIP 0x1000");
    CHECK(as_text({.time = 999, .kind = EventKind::Violation, .rule = "rule", .text = "text", .details = "A\nB\n"}) ==
          "            999  violation of rule: text\nA\nB\n");
}

TEST_CASE(
    "machine: violations, failed entries, failed VMX instructions and a shutdown are errors, and nothing else is") {
    unsigned errors = 0;
    for (auto kind = 0u; kind <= static_cast<unsigned>(EventKind::Shutdown); ++kind)
        errors += is_error(static_cast<EventKind>(kind)) ? 1 : 0;
    CHECK(errors == 4);
    for (auto const kind :
         {EventKind::Violation, EventKind::EntryFailure, EventKind::VmInstructionError, EventKind::Shutdown})
        CHECK(is_error(kind));
}
