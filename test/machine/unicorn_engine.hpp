// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <unicorn/unicorn.h>

namespace redoubt::machine::test {

// Unicorn as a processor, which calls before every instruction.
class UnicornEngine {
public:
    UnicornEngine(CodeMode mode, std::span<std::byte> memory); // from address 0 on, in whole pages
    ~UnicornEngine();
    UnicornEngine(UnicornEngine const&) = delete;
    UnicornEngine& operator=(UnicornEngine const&) = delete;

    std::function<void(uint64_t address)> before_instruction = [](uint64_t) {};

    // Until stop(), or an exception, whose vector it returns; the registers are then those of a new processor.
    std::optional<uint32_t> run(uint64_t start);
    void stop();
    void forget_code(uint64_t begin, uint64_t end);

    struct General {
        std::array<uint64_t, 16> values = {};
        uint64_t flags = 0;
    };
    [[nodiscard]] General read() const;
    void write(std::array<uint64_t, 16> const& general); // not the flags

private:
    static void on_instruction(uc_engine*, uint64_t address, uint32_t, void* self);
    static void on_exception(uc_engine*, uint32_t vector, void* self);

    unsigned registers_;
    uc_engine* engine_ = nullptr;
    uc_context* fresh_ = nullptr; // an exception that is not delivered makes the next one a double fault
    std::optional<uint32_t> exception_ = std::nullopt;
    std::exception_ptr thrown_ = nullptr;
};

} // namespace redoubt::machine::test
