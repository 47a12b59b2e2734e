// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/gdb/registers.hpp"
#include "machine/gdb/session.hpp"

namespace redoubt::machine::gdb::test {

// Threads whose instructions are a byte long and do nothing, but for one that stops its thread for good.
class FakeTarget : public Target {
public:
    static constexpr uint64_t base = 0x1000; // of its memory
    static constexpr uint64_t size = 0x100;
    static constexpr std::byte last_instruction{0xf4};

    explicit FakeTarget(unsigned threads);

    [[nodiscard]] unsigned threads() const override { return static_cast<unsigned>(registers_.size()); }
    [[nodiscard]] std::string description(unsigned thread) const override {
        return "processor " + std::to_string(thread);
    }
    [[nodiscard]] bool read_register(unsigned thread, unsigned number, std::span<std::byte> value) override;
    [[nodiscard]] bool write_register(unsigned thread, unsigned number, std::span<std::byte const> value) override;
    [[nodiscard]] Bytes read_memory(unsigned thread, uint64_t address, std::size_t length) override;
    [[nodiscard]] bool write_memory(unsigned thread, uint64_t address, std::span<std::byte const> bytes) override;
    [[nodiscard]] Stopped step(unsigned thread) override;
    [[nodiscard]] Stopped run(StopBefore const& stop) override;

    [[nodiscard]] uint64_t get(unsigned thread, unsigned number) const;
    void set(unsigned thread, unsigned number, uint64_t value);
    [[nodiscard]] uint64_t rip(unsigned thread) const { return get(thread, kRip); }

    Bytes memory = Bytes(size);
    unsigned unknown = 24; // st0: this register cannot be read, nor written

private:
    std::vector<std::vector<Bytes>> registers_; // by thread and number
};

// The number of a register by its name.
[[nodiscard]] unsigned number_of(std::string_view name);

// A session and its target, whose debugger never wants anything while it runs.
struct Bench {
    explicit Bench(unsigned threads = 2) : target(threads) {}

    [[nodiscard]] std::string ask(std::string_view packet) { return session.answer(packet).value_or("(none)"); }

    FakeTarget target;
    std::function<bool()> wants_stop = [] { return false; };
    Session session{target, [this] { return wants_stop(); }};
};

} // namespace redoubt::machine::gdb::test
