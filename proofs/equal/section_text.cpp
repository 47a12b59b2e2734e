// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>

#include "proofs/equal/object_file.hpp"

namespace redoubt::equal {
namespace {

constexpr std::size_t kRow = 16;

struct Step {
    std::size_t size;
    std::string text;
};

Step bytes_step(std::string const& bytes, std::size_t at) {
    auto const size = std::min(kRow, bytes.size() - at);
    std::string text;
    for (std::size_t i = at; i < at + size; ++i)
        text += fmt::format("{:02x} ", static_cast<unsigned char>(bytes[i]));
    return {size, text};
}

class Disassembler {
public:
    Disassembler() {
        LLVMInitializeX86TargetInfo();
        LLVMInitializeX86TargetMC();
        LLVMInitializeX86Disassembler();
        context_.reset(LLVMCreateDisasm("x86_64-unknown-none-elf", nullptr, 0, nullptr, nullptr));
    }
    [[nodiscard]] Step step(std::string& bytes, std::size_t at) const {
        std::array<char, 128> text{};
        auto* const start = reinterpret_cast<std::uint8_t*>(bytes.data()) + at;
        auto const size =
            context_ ? LLVMDisasmInstruction(context_.get(), start, bytes.size() - at, at, text.data(), text.size())
                     : 0;
        return size == 0 ? bytes_step(bytes, at) : Step{size, text.data()};
    }

private:
    struct Dispose {
        void operator()(void* context) const { LLVMDisasmDispose(context); }
    };
    std::unique_ptr<void, Dispose> context_;
};

} // namespace

// Addresses are left out of instructions' lines, so that a diff shows the change and not all that it moves.
Lines section_text(Section const& section) {
    Lines lines{fmt::format("flags {:#x} type {} size {} align {} entry {}", section.flags, section.type, section.size,
                            section.alignment, section.entry_size)};
    for (auto const& label : section.labels)
        lines.push_back(fmt::format("{} {} at {:#x} size {}{}", label.function ? "function" : "object", label.name,
                                    label.offset, label.size, label.global ? " global" : ""));
    Disassembler const disassembler;
    auto bytes = section.bytes;
    auto relocation = section.relocations.begin();
    for (std::size_t at = 0; at < bytes.size();) {
        auto const [size, text] = section.executable() ? disassembler.step(bytes, at) : bytes_step(bytes, at);
        lines.push_back(text);
        for (; relocation != section.relocations.end() && relocation->offset < at + size; ++relocation)
            lines.push_back(fmt::format("    relocation type {} at +{} to {} {:+}", relocation->type,
                                        relocation->offset - at, relocation->target, relocation->addend));
        at += size;
    }
    return lines;
}

} // namespace redoubt::equal
