// SPDX-License-Identifier: Apache-2.0
#include "test/machine/native_instruction.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <system_error>

namespace redoubt::machine::test {
namespace {

constexpr std::size_t code_size = 4096;
constexpr std::size_t whole_size = 2 * code_size;

// In the page behind the code.
struct Frame {
    NativeRegisters before;
    NativeRegisters after;
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
    void load(unsigned reg, std::size_t offset) { with_frame({0x8b}, reg, offset); }  // MOV r64, m64
    void store(unsigned reg, std::size_t offset) { with_frame({0x89}, reg, offset); } // MOV m64, r64
    void point(unsigned reg, std::size_t offset) { with_frame({0x8d}, reg, offset); } // LEA
    void load_vector(unsigned reg, std::size_t offset) {                              // MOVDQU xmm, m128
        bytes({0xf3});
        with_frame({0x0f, 0x6f}, reg, offset);
    }
    void store_vector(unsigned reg, std::size_t offset) { // MOVDQU m128, xmm
        bytes({0xf3});
        with_frame({0x0f, 0x7f}, reg, offset);
    }

private:
    void with_frame(std::initializer_list<uint8_t> opcode, unsigned reg, std::size_t offset) {
        bytes({static_cast<uint8_t>(0x48 | (reg >= 8 ? 4 : 0))});
        bytes(opcode);
        bytes({static_cast<uint8_t>(((reg & 7) << 3) | 5)});
        auto const distance = static_cast<int32_t>(frame_ + offset - (at_ + 4));
        std::memcpy(at_, &distance, sizeof distance);
        at_ += sizeof distance;
    }

    std::byte* at_;
    std::byte* frame_;
};

// A hypervisor emulates an instruction of its guest now and then, and raises #UD if it does not know it; the next time the
// processor executes it. So an instruction is tried again, but not for ever.
void try_again(int) {
    static unsigned tries = 0;
    if (++tries > 1000) ::signal(SIGILL, SIG_DFL);
}

// On a stack of its own: the instruction's RSP is any number.
void handle_illegal_instructions() {
    static std::array<std::byte, 65536> stack;
    stack_t alternate{};
    alternate.ss_sp = stack.data();
    alternate.ss_size = stack.size();
    struct sigaction action{};
    action.sa_handler = try_again;
    action.sa_flags = SA_ONSTACK;
    if (::sigaltstack(&alternate, nullptr) != 0 || ::sigaction(SIGILL, &action, nullptr) != 0)
        throw std::system_error(errno, std::generic_category(), "SIGILL");
}

constexpr unsigned rsp = 4;
constexpr std::array<unsigned, 6> callee_saved{3, 5, 12, 13, 14, 15};

constexpr std::size_t slot(std::size_t registers, unsigned reg) {
    return registers + offsetof(NativeRegisters, general) + reg * sizeof(uint64_t);
}

constexpr std::size_t vector_slot(std::size_t registers, unsigned reg) {
    return registers + offsetof(NativeRegisters, xmm) + reg * sizeof(unsigned __int128);
}

} // namespace

NativeInstruction::NativeInstruction() : place_(nullptr) {
    auto* const memory =
        ::mmap(nullptr, whole_size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    page_ = static_cast<std::byte*>(memory);
    handle_illegal_instructions();
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
    code.point(rsp, before + offsetof(NativeRegisters, flags));
    code.bytes({0x9d}); // POPFQ
    for (unsigned reg = 0; reg < 16; ++reg)
        code.load_vector(reg, vector_slot(before, reg));
    for (unsigned reg = 0; reg < 16; ++reg)
        code.load(reg, slot(before, reg));
    place_ = code.here();
    code.copy(instruction);
    for (unsigned reg = 0; reg < 16; ++reg)
        code.store(reg, slot(after, reg));
    for (unsigned reg = 0; reg < 16; ++reg)
        code.store_vector(reg, vector_slot(after, reg));
    code.point(rsp, after + offsetof(NativeRegisters, flags) + sizeof(uint64_t));
    code.bytes({0x9c}); // PUSHFQ
    code.load(rsp, offsetof(Frame, caller_stack));
    code.bytes({0xfc}); // CLD
    for (auto reg = callee_saved.rbegin(); reg != callee_saved.rend(); ++reg) {
        if (*reg >= 8) code.bytes({0x41});
        code.bytes({static_cast<uint8_t>(0x58 | (*reg & 7))}); // POP
    }
    code.bytes({0xc3}); // RET
}

NativeRegisters NativeInstruction::run(NativeRegisters const& before) {
    auto* const frame = reinterpret_cast<Frame*>(page_ + code_size);
    frame->before = before;
    reinterpret_cast<void (*)()>(page_)();
    return frame->after;
}

} // namespace redoubt::machine::test
