// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/event_log.hpp"

#include "monitor/log/access.h"
#include "test/fuzz/harness.hpp"
#include "test/log/oracle.hpp"

#include <cstring>

// The event log, request after event after request: statuses, and what lies in the OS's pages, are a plain list's.
namespace redoubt::fuzz {
namespace {

using stm::abi::Status;
using stm::log::Task;

Goal made{"a log was made"};
Goal smram{"a log in SMRAM was refused"};
Goal started{"a log was started"};
Goal stopped{"a log was stopped"};
Goal cleared{"a log was cleared"};
Goal deleted{"a log was deleted"};
Goal out_of_turn{"a request came out of turn"};
Goal recorded{"an event was recorded"};
Goal ignored{"an event was ignored"};
Goal overwritten{"an entry overwrote another one"};

// The pages as the monitor alone writes them, and as they are with the OS's writes between.
class Log {
public:
    void step(Input& input) {
        switch (static_cast<LogStep>(input.below(kLogSteps))) {
        case LogStep::Request: call(read_log_request(input)); break;
        case LogStep::New: call(read_new_log(input)); break;
        case LogStep::Record: record(input); break;
        case LogStep::Scribble: scribble(input); break;
        }
    }

    void compare() const { check(os_.memory == oracle_.memory(), "REQ-CALL-07: the entries in the pages"); }

private:
    void call(stm::arch::Page const& page) {
        auto const expected = oracle_.call(page);
        check(os_.call(page) == expected, "REQ-CALL-05: the status of a request");
        auto const sub = page.word[0] % 0x100000000;
        if (expected == Status::Success && sub == test::kDelete) { // the pages stay, and are no log's
            os_.memory.clear();
            seen_.clear();
        }
        if (os_.task == Task::ClearPages)
            for (std::uint32_t k = 0; k < os_.log->pages(); ++k)
                test::clear_page(seen_, os_.log->page_address(k));
        if (os_.task == Task::WriteEntry) written();
        if (expected != Status::Success) check(os_.task == Task::Nothing, "REQ-CALL-05: what is refused does nothing");
        tell(expected, sub);
        compare();
    }

    static void tell(Status status, std::uint64_t sub) {
        if (status == Status::SecurityViolation) smram.reached();
        if (status == Status::LogNotStopped || status == Status::LogNotStarted || status == Status::LogNotAllocated ||
            status == Status::LogAllocated)
            out_of_turn.reached();
        if (status != Status::Success) return;
        Goal* const goals[] = {nullptr, &made, nullptr, &started, &stopped, &cleared, &deleted};
        if (goals[sub] != nullptr) goals[sub]->reached();
    }

    void record(Input& input) {
        auto const type = input.byte();
        auto const offset = static_cast<std::uint32_t>(input.below(4097));
        auto const length = static_cast<std::uint32_t>(input.below(4097 - offset));
        stm::arch::Page page{};
        for (std::size_t k = 0; k < sizeof page; ++k)
            reinterpret_cast<std::uint8_t*>(&page)[k] = static_cast<std::uint8_t>(31 * k + type + 1);
        std::vector<std::uint8_t> const data(reinterpret_cast<std::uint8_t*>(&page) + offset,
                                             reinterpret_cast<std::uint8_t*>(&page) + offset + length);
        stm::log::EventData words{};
        std::memset(&words, 0xee, sizeof words);
        stm::log::set_resource(words, page, offset, length);
        auto const expected = oracle_.record(type, data);
        check(os_.record(type, words) == expected, "REQ-EXC-04: which events are recorded");
        (expected ? recorded : ignored).reached();
        if (expected) written();
    }

    // What the OS sees of the entry is the entry, whatever it wrote there.
    void written() {
        auto const& entry = os_.entry;
        if (seen_.contains(entry.address)) overwritten.reached();
        test::write_words(seen_, entry);
        check((seen_[entry.address][6] & 3) == 1,
              "REQ-CALL-07: an entry is locked, and not valid, while it is written");
        test::write_header(seen_, entry);
        check((seen_[entry.address][6] & 3) == 2, "REQ-CALL-07: an entry is valid, and not locked");
        check(seen_[entry.address] == os_.memory.at(entry.address), "REQ-CALL-07: an entry is whole");
    }

    void scribble(Input& input) {
        auto const pages = os_.log->pages();
        auto const slot = input.number(2);
        auto const value = input.byte();
        if (pages != 0) seen_[os_.log->page_address(slot / 16 % pages) + 256 * (slot % 16)].fill(value);
    }

    test::Os os_;
    test::LogOracle oracle_;
    test::Slots seen_;
};

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace redoubt::fuzz;
    Input input(data, size);
    Log log;
    constexpr unsigned most_steps = 200;
    for (unsigned n = 0; n < most_steps && !input.empty(); ++n)
        log.step(input);
    log.compare();
    return 0;
}
