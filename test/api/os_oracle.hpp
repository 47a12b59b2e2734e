// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/order.h"
#include "monitor/policy/policy.h"
#include "test/api/numbers.hpp"
#include "test/domains/oracle.hpp"
#include "test/log/oracle.hpp"
#include "test/resources/oracle.hpp"

#include <array>
#include <bitset>
#include <map>
#include <utility>
#include <vector>

// What the interface and the decisions say of the OS's calls, one after the other: what is protected as plain sets, the
// log as a list of events, the database as a map, the BIOS's list as bytes.
namespace redoubt::test {

// A call as the OS makes it. The page is what lies where EBX and ECX say, if that is the OS's.
struct OsCall {
    std::uint32_t function;
    std::uint64_t rbx, rcx, rdx;
    bool long_mode;
    stm::api::Phase phase;
    Bytes page;
};

// Words of the OS's memory, page by page, as somebody has written them.
class Written {
public:
    void put(std::uint64_t address, std::uint64_t const* words, std::size_t count);
    void put(std::uint64_t address, Bytes const& bytes); // whole words
    bool operator==(Written const&) const = default;

    // What a page holds then that held `before`.
    [[nodiscard]] Bytes over(std::uint64_t address, Bytes before) const;

private:
    struct Page {
        std::bitset<512> which;
        std::array<std::uint64_t, 512> words{};
        bool operator==(Page const&) const = default;
    };
    std::map<std::uint64_t, Page> pages_;
};

struct OsAnswer {
    std::uint32_t status = 0;
    std::uint64_t rdx = 0;
    bool may_read = false; // the page that was named
    Written written;
    std::vector<std::uint64_t> entries; // of the log, in their order: where each was written
    std::vector<Named> named;           // by a list that is well-formed
    unsigned marked = 0, unmarked = 0;  // descriptors that got their ReturnStatus, and that did not
};

class OsOracle {
public:
    // A machine with TSEG below 2 GiB, and addresses of 39 bits.
    static constexpr stm::Layout layout{.tseg_first = 0x7f000, .mseg_first = 0x7f700, .tseg_last = 0x7ffff};
    static constexpr std::uint64_t limit = kEnd;
    static_assert(limit == test::limit && layout.tseg_first == test::layout.tseg_first &&
                  layout.mseg_first == test::layout.mseg_first);

    OsOracle();

    // Before the OS calls: the window on PCI configuration, what is protected already, and the BIOS's list.
    void use_window(Window const& window) { window_ = window; }
    void protect(Named const& name) { put(protections_, name, true); }
    [[nodiscard]] bool may_claim(Named const& name) const;
    void claim(Named const& name) { put(claims_, name, true); }
    void keep_list(Bytes list) { list_ = std::move(list); }

    OsAnswer serve(OsCall const& call);
    std::uint32_t manage(Asked const& asked) { return database_.ask(asked); } // ManageVmcsDatabase by itself

    // Whether there is room for a list cannot be told, as ranges of two areas may lie side by side in the table.
    [[nodiscard]] bool room_is_unclear() const;

    [[nodiscard]] stm::Decision for_handler(stm::Request const& r) const;
    // First and last of what is protected, and beside it; of so many in each area and access at most.
    [[nodiscard]] std::vector<stm::Request> edges(std::size_t most) const;
    [[nodiscard]] std::vector<std::uint64_t> log_pages() const { return log_.pages(); }
    [[nodiscard]] DatabaseOracle const& database() const { return database_; }

private:
    using Sets = std::map<std::pair<stm::Area, unsigned>, Numbers>; // by area and access

    static void put(Sets& sets, Named const& name, bool in);
    template <class Is>
    [[nodiscard]] bool any(Named const& name, Is is) const;
    [[nodiscard]] bool cannot_protect(Named const& name) const;
    [[nodiscard]] bool has_room(std::size_t names) const;

    [[nodiscard]] static std::uint32_t in_order(OsCall const& call);
    std::uint32_t carry_out(OsCall const& call, OsAnswer& answer);
    std::uint32_t change(OsCall const& call, std::uint64_t address, OsAnswer& answer);
    std::uint32_t hand_out(OsCall const& call, std::uint64_t address, OsAnswer& answer) const;
    std::uint32_t manage_log(Bytes const& page, OsAnswer& answer);
    void record(unsigned type, Bytes const& data, OsAnswer& answer);
    void write_entries(std::size_t from, OsAnswer& answer) const;

    Bytes list_;
    Window window_{};
    Sets claims_, protections_;
    LogOracle log_;
    DatabaseOracle database_;
};

} // namespace redoubt::test
