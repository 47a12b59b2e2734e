// SPDX-License-Identifier: Apache-2.0
#include "test/machine/native_instruction.hpp"

#include <cstring>
#include <new>
#include <sys/mman.h>

namespace redoubt::machine::test {
namespace {

constexpr std::size_t code_size = 4096;
constexpr std::size_t whole_size = 2 * code_size;

// In the page behind the code.
struct Frame {
    Registers before;
    Registers after;
    uint64_t caller_stack;
};

// Machine code that names the frame relative to itself.
class Emitter {
public:
    Emitter(std::byte* at, std::byte* frame) : at_(at), frame_(frame) {}

    [[nodiscard]] std::byte* here() const { return at_; }

    void bytes(std::initializer_list<uint8_t> list) {
        for (auto const byte : list)
            *at_++ = std::byte{byte};
    }
    void copy(std::span<std::byte const> instruction) {
        std::memcpy(at_, instruction.data(), instruction.size());
        at_ += instruction.size();
    }
    void load(unsigned reg, std::size_t offset) { with_frame(0x8b, reg, offset); }  // MOV r64, m64
    void store(unsigned reg, std::size_t offset) { with_frame(0x89, reg, offset); } // MOV m64, r64
    void point(unsigned reg, std::size_t offset) { with_frame(0x8d, reg, offset); } // LEA

private:
    void with_frame(uint8_t opcode, unsigned reg, std::size_t offset) {
        bytes({static_cast<uint8_t>(0x48 | (reg >= 8 ? 4 : 0)), opcode, static_cast<uint8_t>(((reg & 7) << 3) | 5)});
        auto const distance = static_cast<int32_t>(frame_ + offset - (at_ + 4));
        std::memcpy(at_, &distance, sizeof distance);
        at_ += sizeof distance;
    }

    std::byte* at_;
    std::byte* frame_;
};

constexpr unsigned rsp = 4;
constexpr std::array<unsigned, 6> callee_saved{3, 5, 12, 13, 14, 15};

constexpr std::size_t slot(std::size_t registers, unsigned reg) {
    return registers + offsetof(Registers, general) + reg * sizeof(uint64_t);
}

} // namespace

NativeInstruction::NativeInstruction() : place_(nullptr) {
    auto* const memory =
        ::mmap(nullptr, whole_size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    page_ = static_cast<std::byte*>(memory);
}

NativeInstruction::~NativeInstruction() {
    ::munmap(page_, whole_size);
}

void NativeInstruction::set(std::span<std::byte const> instruction) {
    Emitter code(page_, page_ + code_size);
    constexpr auto before = offsetof(Frame, before);
    constexpr auto after = offsetof(Frame, after);
    for (auto const reg : callee_saved) {
        if (reg >= 8) code.bytes({0x41});
        code.bytes({static_cast<uint8_t>(0x50 | (reg & 7))}); // PUSH
    }
    code.store(rsp, offsetof(Frame, caller_stack));
    code.point(rsp, before + offsetof(Registers, flags));
    code.bytes({0x9d}); // POPFQ
    for (unsigned reg = 0; reg < 16; ++reg)
        code.load(reg, slot(before, reg));
    place_ = code.here();
    code.copy(instruction);
    for (unsigned reg = 0; reg < 16; ++reg)
        code.store(reg, slot(after, reg));
    code.point(rsp, after + offsetof(Registers, flags) + sizeof(uint64_t));
    code.bytes({0x9c}); // PUSHFQ
    code.load(rsp, offsetof(Frame, caller_stack));
    code.bytes({0xfc}); // CLD
    for (auto reg = callee_saved.rbegin(); reg != callee_saved.rend(); ++reg) {
        if (*reg >= 8) code.bytes({0x41});
        code.bytes({static_cast<uint8_t>(0x58 | (*reg & 7))}); // POP
    }
    code.bytes({0xc3}); // RET
}

Registers NativeInstruction::run(Registers const& before) {
    auto* const frame = reinterpret_cast<Frame*>(page_ + code_size);
    frame->before = before;
    reinterpret_cast<void (*)()>(page_)();
    return frame->after;
}

} // namespace redoubt::machine::test
