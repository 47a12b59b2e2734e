// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/api/os_oracle.hpp"
#include "test/fuzz/input.hpp"

// The input of target os_calls: what the BIOS claims, then calls of the OS.
namespace redoubt::fuzz {

enum class CallStep : std::uint8_t {
    List,     // ProtectResource or UnprotectResource, with descriptors
    RawList,  // the same, with any bytes
    BiosPage, // GetBiosResources, with an index
    Manage,   // ManageVmcsDatabase, with a request
    Fill,     // as many of these as the database has room for, with pointers of their own
    Log,      // ManageEventLog, with a sub-function and its argument
    NewLog,   // ManageEventLog, with pages
    Other,    // any function, with a page of zeros
};
inline constexpr std::uint64_t kCallSteps = 8;

struct OsWorldInput {
    bool window; // the platform has a memory-mapped window on PCI configuration
    bool full;   // most of the table of protections is in use
    Bytes list;  // of the BIOS, with its end
};
[[nodiscard]] OsWorldInput read_os_world(Input& input);

enum class ListSize : std::uint8_t { AsItIs, OnePage, TwoPages, Most };
struct OsWorldSeed {
    bool window = true, full = false;
    ListSize size = ListSize::AsItIs;
    std::vector<Bytes> claims; // as descriptor_input writes them
};
void put_os_world(Seed& seed, OsWorldSeed const& world);

// Who calls, and with which page: all but the function and what is in the page.
[[nodiscard]] test::OsCall read_caller(Input& input);
inline constexpr unsigned kPhaseInitialized = 2, kPhaseOff = 3, kNotLongMode = 4, kNoise = 8;
void put_caller(Seed& seed, unsigned kind = 0, unsigned page = 0);
// A page as in put_page.
void put_caller_elsewhere(Seed& seed, unsigned place, unsigned offset, unsigned kind = 0);

// One that is well-formed, mostly, and means something where others do, too; five bytes.
[[nodiscard]] Bytes read_descriptor(Input& input);
struct DescriptorSeed {
    unsigned type;       // the interface's
    unsigned place = 0;  // of its kind: see the tables there
    unsigned offset = 0; // units behind it
    unsigned units = 1;
    unsigned accesses = 3;
    bool ignored = false;
};
[[nodiscard]] Bytes descriptor_input(DescriptorSeed const& d);

[[nodiscard]] std::uint32_t read_function(Input& input);
void put_function(Seed& seed, std::uint32_t function);

} // namespace redoubt::fuzz
