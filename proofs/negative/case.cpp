// SPDX-License-Identifier: Apache-2.0
#include "proofs/negative/case.hpp"

#include "proofs/prove/lines.hpp"
#include "tools/support/module.hpp"

#include <fmt/core.h>
#include <sstream>
#include <stdexcept>
#include <tuple>

namespace redoubt::negative {
namespace {

using prove::split_lines;
using prove::trim;

std::pair<std::string, std::string> split_at(std::string const& text, std::string const& separator) {
    auto const at = text.find(separator);
    if (at == text.npos) throw std::runtime_error(fmt::format("'{}' is missing in: {}", separator, text));
    return {trim(text.substr(0, at)), trim(text.substr(at + separator.size()))};
}

// `f loops 1 calls g contract /*@ … */`: what the lowering's map would say of a function.
prove::MappedFunction function_of(std::string const& text) {
    std::istringstream words(text);
    prove::MappedFunction function;
    words >> function.c;
    function.cxx = function.name = function.c;
    function.defined = function.contract = true;
    for (std::string word; words >> word;) {
        if (word == "loops")
            words >> function.loops;
        else if (word == "calls")
            words >> function.calls.emplace_back();
        else if (word == "declared")
            function.defined = false;
        else if (word == "bare")
            function.contract = false;
        else if (word == "contract")
            std::getline(words, function.contract_text);
        else
            throw std::runtime_error(fmt::format("'{}' says nothing of a function", word));
    }
    return function;
}

void read_line(Case& result, std::string const& key, std::string const& value) {
    if (key == "refused")
        result.refused.emplace_back(),
            std::tie(result.refused.back().reason, result.refused.back().detail) = split_at(value, ":");
    else if (key == "with")
        result.with.push_back(value);
    else if (key == "lowering writes")
        result.faults.push_back(split_at(value, " instead of "));
    else if (key == "ledger")
        result.ledger.push_back(value);
    else if (key == "bit fact")
        result.bit_facts += value + "\n";
    else if (key == "function")
        result.functions.push_back(function_of(value));
    else if (key == "baseline")
        result.baseline = static_cast<unsigned>(std::stoul(value));
    else if (key == "limit")
        result.limit = std::chrono::seconds(std::stol(value));
}

} // namespace

Case read_case(std::filesystem::path const& file) {
    Case result;
    result.file = file;
    for (auto const& line : split_lines(support::read_file(file))) {
        if (!line.starts_with("// ")) break; // the heading ends where the program begins
        auto const colon = line.find(": ");
        if (colon != line.npos) read_line(result, line.substr(3, colon - 3), trim(line.substr(colon + 2)));
    }
    return result;
}

} // namespace redoubt::negative
