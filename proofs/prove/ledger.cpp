// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/ledger.hpp"

#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/lines.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <regex>
#include <set>

namespace redoubt::prove {
namespace {

constexpr std::array<std::string_view, 4> kinds{"axiom", "admit", "contract", "general"};

std::vector<std::string> cells_of(std::string_view row) {
    std::vector<std::string> cells;
    row.remove_prefix(1);
    for (auto bar = row.find('|'); bar != row.npos; bar = row.find('|')) {
        cells.push_back(trim(row.substr(0, bar)));
        row.remove_prefix(bar + 1);
    }
    return cells;
}

std::string without_quotes(std::string text) {
    std::erase(text, '`');
    return trim(text);
}

// `Axiom 'f0'` → f0; a property without a name is called by its title.
std::string name_in(std::string const& title) {
    static std::regex const quoted("'([^']+)'");
    std::smatch match;
    return std::regex_search(title, match, quoted) ? match[1].str() : title;
}

std::string short_digest(std::string const& text) {
    return digest(with_single_blanks(text)).substr(0, 12);
}

bool has_word(std::string const& text, std::string const& word) {
    return std::regex_search(text, std::regex("\\b" + word + "\\b"));
}

// An axiom is known by the whole annotation that it stands in, which may say what its functions are.
Assumption with_statement(Assumption assumption, UnitMap const& map) {
    if (assumption.kind == "contract") {
        auto const function = std::ranges::find(map.functions, assumption.name, &MappedFunction::c);
        if (function == map.functions.end()) return assumption;
        assumption.place = function->file;
        assumption.statement = short_digest(function->contract_text);
        return assumption;
    }
    auto const slash = assumption.name.find('/');
    auto const function = slash == assumption.name.npos ? std::string() : assumption.name.substr(0, slash);
    auto const word = slash == assumption.name.npos ? assumption.name : assumption.name.substr(slash + 1);
    for (auto const& each : map.annotations) {
        if (each.kind != (assumption.kind == "axiom" ? "logic" : "admit") || each.function != function) continue;
        if (!has_word(each.text, word)) continue;
        assumption.place = each.file;
        assumption.statement = short_digest(each.text);
        break;
    }
    return assumption;
}

} // namespace

std::vector<LedgerEntry> parse_ledger(std::string_view markdown) {
    std::vector<LedgerEntry> entries;
    std::set<std::string> ids;
    unsigned number = 0;
    for (auto const& line : split_lines(markdown)) {
        ++number;
        if (!line.starts_with("| `")) continue;
        auto const cells = cells_of(line);
        auto const fail = [&](std::string const& what) {
            throw CannotRun(fmt::format("the ledger, line {}: {}", number, what));
        };
        if (cells.size() != 7) fail("a row has 7 cells: id, kind, name, place, why, source, exercised by");
        LedgerEntry entry{without_quotes(cells[0]), cells[1], without_quotes(cells[2]), without_quotes(cells[3])};
        if (auto const at = entry.name.find('@'); at != entry.name.npos) {
            entry.statement = entry.name.substr(at + 1);
            entry.name.resize(at);
        }
        if (std::ranges::find(kinds, entry.kind) == kinds.end()) fail(fmt::format("'{}' is no kind", entry.kind));
        if (!ids.insert(entry.id).second) fail(fmt::format("'{}' stands there twice", entry.id));
        if (std::ranges::any_of(cells, &std::string::empty)) fail("a cell is empty");
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::vector<Assumption> assumptions_of(Unit const& unit) {
    std::vector<Assumption> found;
    std::set<std::pair<std::string, std::string>> seen;
    auto const add = [&](std::string const& kind, std::string const& name) {
        if (seen.emplace(kind, name).second) found.push_back(with_statement({kind, name, unit.source}, unit.map));
    };
    for (auto const& property : unit.record.properties) {
        if (property.status != "Extern") continue;
        auto const function = std::ranges::find(unit.map.functions, property.function, &MappedFunction::c);
        bool const proven_here = function != unit.map.functions.end() && function->defined;
        if (property.function.empty())
            add("axiom", name_in(property.title));
        else if (proven_here || property.title.starts_with("Admit"))
            add("admit", property.function + "/" + name_in(property.title));
        else
            add("contract", property.function);
    }
    return found;
}

} // namespace redoubt::prove
