// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/recursion.hpp"

#include <algorithm>
#include <set>

#include "clang/AST/Decl.h"

namespace redoubt::lower {

namespace {

class Search {
public:
    explicit Search(Unit& unit) : unit_(unit) {}

    void visit(clang::FunctionDecl const* function) {
        if (auto const again = std::find(path_.begin(), path_.end(), function); again != path_.end()) {
            std::string chain;
            for (auto step = again; step != path_.end(); ++step)
                chain += (*step)->getNameAsString() + " -> ";
            return unit_.reject(function->getLocation(), Rule::Recursion,
                                "recursion: " + chain + function->getNameAsString());
        }
        if (!done_.insert(function).second) return;
        path_.push_back(function);
        for (auto const* callee : unit_.calls[function])
            visit(callee);
        path_.pop_back();
    }

private:
    Unit& unit_;
    std::vector<clang::FunctionDecl const*> path_;
    std::set<clang::FunctionDecl const*> done_;
};

} // namespace

void check_recursion(Unit& unit) {
    Search search(unit);
    std::vector<clang::FunctionDecl const*> in_order(unit.map.functions.size());
    for (auto const& [function, facts] : unit.functions)
        in_order[facts.entry] = function;
    for (auto const* function : in_order) {
        search.visit(function);
        std::set<std::string> symbols;
        for (auto const* callee : unit.calls[function])
            symbols.insert(unit.names.symbol(callee));
        unit.map.functions[unit.functions[function].entry].calls.assign(symbols.begin(), symbols.end());
    }
}

} // namespace redoubt::lower
