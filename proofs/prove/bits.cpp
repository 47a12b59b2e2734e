// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/bits.hpp"

#include "proofs/prove/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/core.h>
#include <set>

namespace redoubt::prove {
namespace {

struct Operator {
    std::string_view name;
    std::size_t arity;
};
constexpr std::array<Operator, 15> operators{{{"land", 2},
                                              {"lor", 2},
                                              {"lxor", 2},
                                              {"lsl", 2},
                                              {"lsr", 2},
                                              {"mul", 2},
                                              {"add", 2},
                                              {"sub", 2},
                                              {"div", 2},
                                              {"mod", 2},
                                              {"=", 2},
                                              {"<=", 2},
                                              {"<", 2},
                                              {"and", 2},
                                              {"=>", 2}}};

bool is_number(std::string_view word) {
    return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}
bool is_variable(std::string_view word) {
    return word.size() == 1 && std::islower(static_cast<unsigned char>(word.front())) != 0;
}

// Reads one term of the line.
struct Reader {
    std::string_view rest;

    void skip_blanks() { rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size())); }

    std::string_view word() {
        skip_blanks();
        auto const end = std::min(rest.find_first_of(" \t()"), rest.size());
        auto const result = rest.substr(0, end);
        rest.remove_prefix(end);
        return result;
    }

    bool take(char expected) {
        skip_blanks();
        if (rest.empty() || rest.front() != expected) return false;
        rest.remove_prefix(1);
        return true;
    }

    BitTerm term() {
        bool const applied = take('(');
        BitTerm result{std::string(word())};
        if (!applied) {
            if (!is_number(result.head) && !is_variable(result.head))
                throw CannotRun(fmt::format("'{}' is no variable or number", result.head));
            return result;
        }
        auto const known = std::ranges::find(operators, std::string_view(result.head), &Operator::name);
        if (known == operators.end()) throw CannotRun(fmt::format("'{}' is no operator", result.head));
        while (!take(')')) {
            if (rest.empty()) throw CannotRun("a parenthesis is missing");
            result.arguments.push_back(term());
        }
        if (result.arguments.size() != known->arity)
            throw CannotRun(fmt::format("'{}' takes {} arguments", result.head, known->arity));
        return result;
    }
};

} // namespace

std::vector<BitFact> parse_bit_facts(std::string_view table) {
    std::vector<BitFact> facts;
    std::set<std::string> names;
    unsigned number = 0;
    while (!table.empty()) {
        auto const end = std::min(table.find('\n'), table.size());
        Reader reader{table.substr(0, end)};
        table.remove_prefix(std::min(end + 1, table.size()));
        ++number;
        try {
            auto const name = std::string(reader.word());
            if (name.empty() && !reader.rest.empty()) throw CannotRun("a name is missing");
            if (name.empty() || name.front() == '#') continue;
            if (!names.insert(name).second) throw CannotRun(fmt::format("'{}' stands there twice", name));
            facts.push_back({name, reader.term()});
            reader.skip_blanks();
            if (!reader.rest.empty()) throw CannotRun(fmt::format("'{}' is left over", reader.rest));
        } catch (CannotRun const& problem) {
            throw CannotRun(fmt::format("table of bit facts, line {}: {}", number, problem.what()));
        }
    }
    return facts;
}

} // namespace redoubt::prove
