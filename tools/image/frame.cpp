// SPDX-License-Identifier: Apache-2.0
#include "tools/image/frame.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <utility>

namespace redoubt::image {
namespace {

class Walk {
public:
    Walk(Code const& code, Function const& function) : code_(code), function_(function) {}

    Frame take() {
        if (function_.instructions.empty()) frame_.problem = "it could not be read";
        // Code that nothing leads to is another way in, with depths of its own: the vectors of a table of entries.
        for (auto const& instruction : function_.instructions)
            if (!instruction.filler && !seen_.contains(instruction.address)) follow(instruction.address);
        return std::move(frame_);
    }

private:
    void follow(std::uint64_t start) {
        depths_.clear();
        visit(start, 0);
        while (!open_.empty() && frame_.problem.empty()) {
            auto const address = open_.back();
            open_.pop_back();
            step(address, depths_.at(address));
        }
    }

    void visit(std::uint64_t address, std::int64_t depth) {
        seen_.insert(address);
        auto const [known, fresh] = depths_.emplace(address, depth);
        if (fresh)
            open_.push_back(address);
        else if (known->second != depth)
            frame_.problem = fmt::format("two depths at {:#x}: {} and {}", address, known->second, depth);
    }

    void step(std::uint64_t address, std::int64_t depth) {
        auto const* const in = code_.containing(address);
        auto const* const instruction = in == nullptr ? nullptr : in->at(address);
        if (instruction == nullptr) {
            frame_.problem = fmt::format("a path runs out of code at {:#x}", address);
            return;
        }
        if (in != &function_) frame_.jumped_to.insert(in->symbol.address);
        frame_.new_stack = frame_.new_stack || instruction->new_stack;
        auto const after = instruction->new_stack ? 0 : depth + instruction->stack;
        deepen(after);
        switch (instruction->flow) {
        case Flow::Call:
            deepen(after + return_address);
            frame_.calls.push_back({instruction->target, static_cast<std::uint64_t>(std::max<std::int64_t>(
                                                             after + return_address, return_address))});
            break;
        case Flow::Branch:
        case Flow::Jump: visit(instruction->target, after); break;
        case Flow::Next:
        case Flow::End: break;
        }
        if (instruction->flow != Flow::Jump && instruction->flow != Flow::End) visit(instruction->next, after);
    }

    void deepen(std::int64_t depth) {
        if (depth > 0) frame_.deepest = std::max(frame_.deepest, static_cast<std::uint64_t>(depth));
    }

    static constexpr std::int64_t return_address = 8;

    Code const& code_;
    Function const& function_;
    Frame frame_;
    std::map<std::uint64_t, std::int64_t> depths_; // of the way that is followed
    std::set<std::uint64_t> seen_;
    std::vector<std::uint64_t> open_;
};

} // namespace

Frame frame_of(Code const& code, Function const& function) {
    return Walk(code, function).take();
}

} // namespace redoubt::image
