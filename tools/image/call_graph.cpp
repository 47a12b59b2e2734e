// SPDX-License-Identifier: Apache-2.0
#include "tools/image/call_graph.hpp"

#include "tools/image/frame.hpp"
#include "tools/image/names.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <map>
#include <set>

namespace redoubt::image {
namespace {

constexpr std::uint64_t pushed_by_fault = 48; // SS, RSP, RFLAGS, CS, RIP, error code (SDM vol. 3A 6.14.2)

struct Need {
    std::uint64_t bytes = 0;
    std::uint64_t deepest_callee = 0; // 0: none
};

class Graph {
public:
    Graph(Code const& code, std::vector<Finding>& findings) : code_(code), findings_(findings) {
        for (auto const& function : code.functions) {
            auto frame = frame_of(code, function);
            if (!frame.problem.empty()) findings_.push_back({rule::stack, function.symbol.name, frame.problem});
            for (auto const& call : frame.calls)
                called_.insert(call.target);
            entered_.insert(frame.jumped_to.begin(), frame.jumped_to.end());
            frames_.emplace(function.symbol.address, std::move(frame));
        }
        // What is jumped to has its stack counted where the jump is; what is called must give it back.
        for (auto const& function : code.functions)
            if (called_.contains(function.symbol.address) && frames_.at(function.symbol.address).new_stack)
                findings_.push_back({rule::stack, function.symbol.name, "it is called, and leaves its caller's stack"});
    }

    [[nodiscard]] bool is_root(Function const& function) const {
        return !called_.contains(function.symbol.address) && !entered_.contains(function.symbol.address);
    }

    Need need_of(std::uint64_t address) {
        if (auto const known = needs_.find(address); known != needs_.end()) return known->second;
        auto const frame = frames_.find(address);
        if (frame == frames_.end()) return {}; // a finding already: a call to no function
        if (std::ranges::find(way_, address) != way_.end()) {
            report_circle(address);
            return {};
        }
        way_.push_back(address);
        Need need{.bytes = frame->second.deepest};
        for (auto const& call : frame->second.calls)
            if (auto const total = call.depth + need_of(call.target).bytes;
                total > need.bytes || need.deepest_callee == 0)
                need = {std::max(total, need.bytes), call.target};
        way_.pop_back();
        needs_.emplace(address, need);
        return need;
    }

    std::vector<std::string> path_from(std::uint64_t address) {
        std::vector<std::string> path;
        while (address != 0 && path.size() <= code_.functions.size()) {
            auto const* const function = code_.containing(address);
            if (function == nullptr) break;
            path.push_back(readable(function->symbol.name));
            address = need_of(address).deepest_callee;
        }
        return path;
    }

private:
    void report_circle(std::uint64_t address) {
        std::vector<std::string> names;
        for (auto at = std::ranges::find(way_, address); at != way_.end(); ++at)
            names.push_back(readable(code_.containing(*at)->symbol.name));
        auto const first = names.front();
        names.push_back(first);
        if (reported_.insert(address).second)
            findings_.push_back({rule::recursion, first, fmt::format("{}", fmt::join(names, " calls "))});
    }

    Code const& code_;
    std::vector<Finding>& findings_;
    std::map<std::uint64_t, Frame> frames_;
    std::set<std::uint64_t> called_;
    std::set<std::uint64_t> entered_;
    std::map<std::uint64_t, Need> needs_;
    std::vector<std::uint64_t> way_;
    std::set<std::uint64_t> reported_;
};

} // namespace

std::vector<Root> judge_stacks(Elf const& elf, Code const& code, std::vector<Finding>& findings) {
    Graph graph(code, findings);
    std::vector<Root> roots;
    for (auto const& function : code.functions) {
        auto const need = graph.need_of(function.symbol.address); // of each: a circle that no root reaches is one, too
        if (!graph.is_root(function)) continue;
        bool const fault = function.symbol.name == fault_entries;
        Root root{.function = function.symbol.name,
                  .stack = need.bytes + (fault ? pushed_by_fault : 0),
                  .reserved = elf.value_of(fault ? reserved_fault_stack : reserved_stack).value_or(0),
                  .path = graph.path_from(function.symbol.address)};
        if (root.stack > root.reserved)
            findings.push_back({rule::stack, root.function,
                                fmt::format("needs {} bytes of stack, {} are reserved: {}", root.stack, root.reserved,
                                            fmt::join(root.path, " calls "))});
        roots.push_back(std::move(root));
    }
    return roots;
}

} // namespace redoubt::image
