// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace redoubt::hostile {

// What spec/security.md promises, as far as the machine sees it.
enum class Promise : uint8_t { P1, P2, P3, P6 };

[[nodiscard]] constexpr std::string_view name_of(Promise promise) {
    constexpr std::string_view names[]{"P1", "P2", "P3", "P6"};
    return names[static_cast<unsigned>(promise)];
}

struct Finding {
    Promise promise;
    std::optional<unsigned> processor; // whose registers tell more
    std::string text;                  // one line
};

// The first ones of a step: what follows from them says nothing more.
class Findings {
public:
    static constexpr std::size_t kKept = 8;

    void add(Promise promise, std::optional<unsigned> processor, std::string text) {
        if (all_.size() < kKept) all_.push_back({promise, processor, std::move(text)});
    }
    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] std::vector<Finding> const& all() const { return all_; }

private:
    std::vector<Finding> all_ = {};
};

} // namespace redoubt::hostile
