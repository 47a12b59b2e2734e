// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

// An input as the harness reads it, from the front on, and as a seed is written: each call of Input has its counterpart
// in Seed, with the value that it is to answer.
namespace redoubt::fuzz {

using Bytes = std::vector<std::uint8_t>;

// How many bytes a choice among n takes.
constexpr std::size_t width_of(std::uint64_t n) {
    return n <= 0x100 ? 1 : n <= 0x10000 ? 2 : n <= 0x100000000 ? 4 : 8;
}

// Little-endian; behind the end are zeros.
class Input {
public:
    Input(std::uint8_t const* data, std::size_t size) : at_(data), left_(size) {}

    [[nodiscard]] bool empty() const { return left_ == 0; }

    std::uint64_t number(std::size_t width) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            if (left_ == 0) break;
            value |= std::uint64_t{*at_} << (8 * i);
            ++at_;
            --left_;
        }
        return value;
    }
    std::uint8_t byte() { return static_cast<std::uint8_t>(number(1)); }
    std::uint64_t below(std::uint64_t n) { return number(width_of(n)) % n; }

    Bytes bytes(std::size_t n) {
        auto const taken = std::min(n, left_);
        Bytes all(at_, at_ + taken);
        at_ += taken;
        left_ -= taken;
        return all;
    }
    Bytes rest() { return bytes(left_); }

private:
    std::uint8_t const* at_;
    std::size_t left_;
};

class Seed {
public:
    Seed& number(std::size_t width, std::uint64_t value) {
        for (std::size_t i = 0; i < width; ++i)
            all_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        return *this;
    }
    Seed& byte(std::uint64_t value) { return number(1, value); }
    Seed& below(std::uint64_t n, std::uint64_t value) { return number(width_of(n), value); }
    Seed& bytes(Bytes const& more) {
        all_.insert(all_.end(), more.begin(), more.end());
        return *this;
    }
    [[nodiscard]] Bytes const& all() const { return all_; }

private:
    Bytes all_;
};

} // namespace redoubt::fuzz
