// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/images.hpp"
#include "machine/guests/placement.hpp"
#include "test/machine/guests/elf.hpp"

#include <Zydis/Zydis.h>
#include <array>
#include <cstring>
#include <doctest/doctest.h>

// The tables of the images, read as a processor reads them.
using namespace redoubt::machine::guest;

namespace {

struct Image {
    std::span<std::byte const> bytes;
    uint64_t base;
    test::Elf elf;

    template <typename T>
    [[nodiscard]] T at(uint64_t address) const {
        REQUIRE(address - base <= bytes.size() - sizeof(T));
        T value;
        std::memcpy(&value, bytes.data() + (address - base), sizeof value);
        return value;
    }
};

Image handler() {
    return {bios_handler(), kHandlerBase, test::read_elf("bios_handler.elf")};
}

Image os() {
    return {os_image(), kOsBase, test::read_elf("os_image.elf")};
}

// Four levels, the third one's entries pages of 2 MiB (SDM vol. 3A 4.5); `allowed`: the bits beside addresses.
struct Leaf {
    uint64_t page;
    uint64_t bits;
};

Leaf walk(Image const& image, uint64_t root, uint64_t linear, uint64_t table_bits) {
    constexpr uint64_t address_bits = 0x000ffffffffff000;
    auto table = root;
    for (unsigned const shift : {39u, 30u}) {
        auto const entry = image.at<uint64_t>(table + (linear >> shift & 511) * 8);
        CHECK((entry & ~address_bits) == table_bits);
        table = entry & address_bits;
    }
    auto const entry = image.at<uint64_t>(table + (linear >> 21 & 511) * 8);
    return {entry & address_bits, entry & ~address_bits};
}

void check_one_to_one(Image const& image, uint64_t root, uint64_t table_bits, uint64_t page_bits) {
    for (uint64_t linear = 0; linear < uint64_t{1} << 32; linear += uint64_t{1} << 21) {
        auto const leaf = walk(image, root, linear, table_bits);
        REQUIRE(leaf.page == linear);
        REQUIRE(leaf.bits == page_bits);
    }
    CHECK(image.at<uint64_t>(root + 8) == 0); // nothing above 512 GiB
}

struct TaskSegment {
    uint64_t base;
    uint64_t limit;
    uint64_t type;
};

TaskSegment task_segment(Image const& image, uint64_t gdt, uint16_t selector) {
    auto const low = image.at<uint64_t>(gdt + selector);
    auto const high = image.at<uint64_t>(gdt + selector + 8);
    return {(low >> 16 & 0xffffff) | (low >> 56 << 24) | high << 32, (low & 0xffff) | (low >> 48 & 0xf) << 16,
            low >> 40 & 0xff};
}

struct Gate {
    uint64_t target;
    uint64_t selector;
    uint64_t ist;
    uint64_t type;
};

Gate gate(Image const& image, uint64_t idt, unsigned vector) {
    auto const low = image.at<uint64_t>(idt + vector * 16);
    auto const high = image.at<uint64_t>(idt + vector * 16 + 8);
    return {(low & 0xffff) | (low >> 48 & 0xffff) << 16 | high << 32, low >> 16 & 0xffff, low >> 32 & 7,
            low >> 40 & 0xff};
}

constexpr uint64_t code_64_access = 0xa09b;
constexpr uint64_t code_32_access = 0xc09b;
constexpr uint64_t data_access = 0xc093;

// Access byte and flags, as the access-rights field of a VMCS has them.
uint64_t access(Image const& image, uint64_t gdt, uint16_t selector) {
    return image.at<uint64_t>(gdt + selector) >> 40 & 0xf0ff;
}

} // namespace

TEST_CASE("machine: the page tables of the guests map the first 4 GiB one to one, writable and executable") {
    check_one_to_one(handler(), handler_header().cr3, 0x3, 0x83);
    check_one_to_one(os(), os_header().cr3, 0x3, 0x83);
}

TEST_CASE("machine: the EPT of the OS stand-in maps the first 4 GiB one to one, in write-back memory") {
    auto const image = os();
    check_one_to_one(image, image.elf.address_of("os_tables") + 0x6000, 0x7, 0xb7);
}

TEST_CASE("machine: the descriptor table of the handler has the segments that EDK2 tells a monitor of") {
    auto const image = handler();
    auto const header = handler_header();
    CHECK(header.gdt_size == 0x50);
    CHECK(image.at<uint64_t>(header.gdt) == 0);
    CHECK(access(image, header.gdt, 0x38) == code_64_access);
    CHECK(access(image, header.gdt, 0x20) == data_access);
    CHECK(access(image, header.gdt, 0x08) == code_32_access);
    auto const task = task_segment(image, header.gdt, 0x40);
    CHECK(task.limit == 0x67);
    CHECK(task.type == 0x8b);                            // busy, as LTR leaves it
    CHECK(image.at<uint16_t>(task.base + 0x66) == 0x68); // no I/O bitmap
}

TEST_CASE("machine: the flat descriptor table of the handler has the segments that coreboot tells a monitor of") {
    auto const image = handler();
    auto const header = handler_header();
    CHECK(header.flat_gdt_size == 0x28);
    CHECK(image.at<uint64_t>(header.flat_gdt) == 0);
    CHECK(access(image, header.flat_gdt, 0x08) == code_32_access);
    CHECK(access(image, header.flat_gdt, 0x10) == data_access);
    CHECK(access(image, header.flat_gdt, 0x20) == 0x8b);
    CHECK((image.at<uint64_t>(header.flat_gdt + 0x20) & 0xffff) == 0x67);
}

TEST_CASE("machine: each processor of the OS stand-in has a task-state segment with two interrupt stacks of its own") {
    auto const image = os();
    auto const header = os_header();
    CHECK(access(image, header.gdt, OsHeader::kCs) == code_64_access);
    CHECK(access(image, header.gdt, OsHeader::kDs) == data_access);
    for (unsigned i = 0; i < kMaxProcessors; ++i) {
        auto const task = task_segment(image, header.gdt, static_cast<uint16_t>(OsHeader::kTr + 16 * i));
        CHECK(task.limit == 0x67);
        CHECK(task.type == 0x89);
        CHECK(image.at<uint64_t>(task.base + 0x24) == header.mailboxes.of(i) + 0xb000);
        CHECK(image.at<uint64_t>(task.base + 0x2c) == header.mailboxes.of(i) + 0xc000);
    }
}

TEST_CASE("machine: each vector of the guests has a gate to a stub that pushes the vector, after an error code if "
          "there is none") {
    struct Case {
        Image image;
        uint64_t idt;
        uint16_t selector;
    };
    auto const handler_image = handler();
    auto const os_image = os();
    for (auto const& [image, idt, selector] :
         {Case{handler_image, handler_image.at<uint64_t>(handler_image.elf.address_of("handler_idtr") + 8), 0x38},
          Case{os_image, os_image.at<uint64_t>(os_image.elf.address_of("os_idtr") + 8), 0x08}}) {
        for (unsigned vector = 0; vector < 64; ++vector) {
            auto const each = gate(image, idt, vector);
            CHECK(each.selector == selector);
            CHECK(each.type == 0x8e);
            bool const has_error_code =
                vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21; // SDM vol. 3A table 6-1
            auto code = each.target;
            if (!has_error_code) {
                CHECK(image.at<uint16_t>(code) == 0x006a); // PUSH 0
                code += 2;
            }
            CHECK(image.at<uint8_t>(code) == 0x6a); // PUSH
            CHECK(image.at<uint8_t>(code + 1) == vector);
        }
    }
    auto const idt = os_image.at<uint64_t>(os_image.elf.address_of("os_idtr") + 8);
    CHECK(gate(os_image, idt, 2).ist == 1);
    CHECK(gate(os_image, idt, 8).ist == 2);
    CHECK(gate(os_image, idt, 14).ist == 0);
}

TEST_CASE("machine: each processor has an entry in real mode that leads to its entry in protected mode, which knows "
          "its number") {
    auto const image = handler();
    auto const header = handler_header();
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_REAL_16, ZYDIS_STACK_WIDTH_16);
    for (unsigned i = 0; i < kMaxProcessors; ++i) {
        auto const begin = header.real_entries.of(i);
        auto const load = image.at<std::array<uint8_t, 5>>(begin);
        CHECK(load == std::array<uint8_t, 5>{0x66, 0x67, 0x0f, 0x01, 0x15}); // LGDT, of 32 bits
        auto const table = image.at<uint32_t>(begin + 5);
        CHECK(image.at<uint16_t>(table) == header.gdt_size - 1);
        CHECK(image.at<uint64_t>(table + 2) == header.gdt);
        ZydisDecodedInstruction instruction;
        std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
        for (auto offset = uint64_t{0};; offset += instruction.length) {
            REQUIRE(offset < header.real_entries.stride);
            auto const bytes = image.bytes.subspan(begin + offset - image.base);
            REQUIRE(ZYAN_SUCCESS(
                ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &instruction, operands.data())));
            CHECK((instruction.attributes & ZYDIS_ATTRIB_IS_RELATIVE) == 0); // it is copied elsewhere
            if (instruction.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR) break;
        }
        CHECK(operands[0].ptr.segment == HandlerHeader::kCs32);
        CHECK(operands[0].ptr.offset == header.protected_entries.of(i));
        CHECK(image.at<uint8_t>(header.protected_entries.of(i)) == 0xbf); // MOV EDI, the number
        CHECK(image.at<uint32_t>(header.protected_entries.of(i) + 1) == i);
    }
}
