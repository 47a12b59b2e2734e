// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

// What vouches for the code of an image: the proof results, and for assembly the ledger.
namespace redoubt::image {

struct Evidence {
    std::map<std::string, std::string> proven;  // C++ name: the module that it is proven in
    std::map<std::string, std::string> trusted; // symbol of a routine, or its C name: the ledger's id
    std::vector<std::string> notes = {};        // results that count for nothing, and why
};

// Results of all modules of the build tree. What is out of date, or of a module that is not proven as a whole, is left out.
[[nodiscard]] Evidence read_evidence(std::filesystem::path const& proofs, std::filesystem::path const& ledger);

// The ledger's part alone: rows whose place is in monitor/arch or monitor/boot.
[[nodiscard]] std::map<std::string, std::string> trusted_in(std::string const& ledger_text);

} // namespace redoubt::image
