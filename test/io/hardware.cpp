// SPDX-License-Identifier: Apache-2.0
#include "test/io/hardware.hpp"

#include "monitor/arch/msr.h"
#include "monitor/arch/port.h"

#include <cstdio>

namespace redoubt::test {

namespace {

std::string note(char const* what, std::uint64_t where, unsigned size, std::uint64_t value) {
    char text[64];
    (void)std::snprintf(text, sizeof text, "%s %llx %u %llx", what, static_cast<unsigned long long>(where), size,
                        static_cast<unsigned long long>(value));
    return text;
}

} // namespace

Hardware& hardware() {
    static Hardware all;
    return all;
}

std::uint32_t Hardware::in(std::uint16_t port, unsigned size) {
    if (port == 0xcf8 && size == 4) return address;
    bool const data = port >= 0xcfc && port + size <= 0xd00 && address >> 31 != 0;
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
        auto const& bytes = config;
        std::uint32_t byte = 0xff;
        if (data) {
            auto const found = bytes.find((address & 0x00fffffc) + (port - 0xcfcu) + i);
            if (found != bytes.end()) byte = found->second;
        } else if (auto const found = ports.find(static_cast<std::uint16_t>(port + i)); found != ports.end()) {
            byte = found->second;
        }
        value |= byte << 8 * i;
    }
    log.push_back(note(data ? "config in" : "in", data ? (address & 0x00fffffc) + (port - 0xcfcu) : port, size, value));
    return value;
}

void Hardware::out(std::uint16_t port, unsigned size, std::uint32_t value) {
    if (port == 0xcf8 && size == 4) {
        address = value & 0x80fffffc;
        return;
    }
    bool const data = port >= 0xcfc && port + size <= 0xd00 && address >> 31 != 0;
    for (unsigned i = 0; i < size; ++i) {
        auto const byte = static_cast<std::uint8_t>(value >> 8 * i);
        if (data)
            config[(address & 0x00fffffc) + (port - 0xcfcu) + i] = byte;
        else
            ports[static_cast<std::uint16_t>(port + i)] = byte;
    }
    log.push_back(
        note(data ? "config out" : "out", data ? (address & 0x00fffffc) + (port - 0xcfcu) : port, size, value));
}

} // namespace redoubt::test

namespace stm::arch {

using redoubt::test::hardware;

uint8_t input8(uint16_t port) {
    return static_cast<uint8_t>(hardware().in(port, 1));
}
uint16_t input16(uint16_t port) {
    return static_cast<uint16_t>(hardware().in(port, 2));
}
uint32_t input32(uint16_t port) {
    return hardware().in(port, 4);
}
void output8(uint16_t port, uint8_t value) {
    hardware().out(port, 1, value);
}
void output16(uint16_t port, uint16_t value) {
    hardware().out(port, 2, value);
}
void output32(uint16_t port, uint32_t value) {
    hardware().out(port, 4, value);
}

uint64_t read_msr(abi::Msr msr) {
    hardware().log.push_back("rdmsr");
    return hardware().msrs[static_cast<uint32_t>(msr)];
}
void write_msr(abi::Msr msr, uint64_t value) {
    hardware().log.push_back("wrmsr");
    hardware().msrs[static_cast<uint32_t>(msr)] = value;
}

} // namespace stm::arch
