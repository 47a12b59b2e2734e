// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/mseg.h"
#include "tools/image/call_graph.hpp"
#include "tools/image/evidence.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// All that is checked on a linked image, and what it found.
namespace redoubt::image {

struct FunctionRow {
    std::string symbol;
    std::string name; // readable
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    std::string sha256 = {};
    std::string module = {}; // that proves it; empty: none
    std::string ledger = {}; // id of the row that lists it; empty: none
};

struct Audit {
    std::vector<Section> sections;
    std::vector<FunctionRow> functions;
    std::vector<Root> roots;
    std::vector<Finding> findings;
    std::vector<std::string> notes = {};
    std::optional<stm::abi::StmHeader> header = {};
    std::uint64_t size = 0; // of the raw image
    std::string sha256 = {};
    std::string sha384 = {};
    [[nodiscard]] bool good() const { return findings.empty(); }
};

// The code alone: what can be said without a header and a raw image.
[[nodiscard]] Audit audit_code(Elf const& elf, Evidence const& evidence);

// All of it; `raw` is the file to flash.
[[nodiscard]] Audit audit_image(Elf const& elf, std::string_view raw, Evidence const& evidence);

} // namespace redoubt::image
