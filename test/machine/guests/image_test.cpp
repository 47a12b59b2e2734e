// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/handler_mailbox.hpp"
#include "machine/guests/images.hpp"
#include "machine/guests/placement.hpp"
#include "machine/guests/scripts.hpp"
#include "test/machine/guests/elf.hpp"

#include <Zydis/Zydis.h>
#include <algorithm>
#include <cstring>
#include <doctest/doctest.h>
#include <elf.h>
#include <stdexcept>

using namespace redoubt::machine::guest;

namespace {

struct Image {
    std::string name;
    std::span<std::byte const> bytes;
    ImageHeader header;
    uint64_t base;
    uint64_t magic;
};

std::vector<Image> images() {
    return {{"bios_handler", bios_handler(), handler_header().image, kHandlerBase, HandlerHeader::kMagic},
            {"os_image", os_image(), os_header().image, kOsBase, OsHeader::kMagic}};
}

} // namespace

TEST_CASE("machine: a guest image is the bytes of its ELF file, and its header says where and how large it is") {
    for (auto const& image : images()) {
        INFO(image.name);
        CHECK(image.header.magic == image.magic);
        CHECK(image.header.base == image.base);
        CHECK(image.header.file_size == image.bytes.size());
        CHECK(image.header.file_size <= kProcessors);
        auto const file = test::read_image_file(image.name + ".bin");
        CHECK(std::equal(file.begin(), file.end(), image.bytes.begin(), image.bytes.end()));

        auto const elf = test::read_elf(image.name + ".elf");
        CHECK(elf.type == ET_EXEC);
        CHECK(elf.address_of("image_header") == image.base);
        uint64_t end = 0;
        for (auto const& section : elf.sections)
            if ((section.flags & SHF_ALLOC) != 0) end = std::max(end, section.address + section.size);
        CHECK(image.header.memory_size == end - image.base);
    }
}

TEST_CASE("machine: a guest image begins with letters by which it is known") {
    CHECK(std::memcmp(bios_handler().data(), "RDHANDLR", 8) == 0);
    CHECK(std::memcmp(os_image().data(), "RDOSSTND", 8) == 0);
}

TEST_CASE("machine: a guest image has no relocations, no undefined symbols and no section to write and to execute") {
    for (auto const& image : images()) {
        INFO(image.name);
        auto const elf = test::read_elf(image.name + ".elf");
        for (auto const& section : elf.sections) {
            INFO(section.name);
            CHECK(section.type != SHT_REL);
            CHECK(section.type != SHT_RELA);
            CHECK(section.type != SHT_DYNAMIC);
            CHECK(section.type != SHT_INIT_ARRAY);
            bool const writable = (section.flags & SHF_WRITE) != 0 && section.size != 0;
            CHECK_FALSE((writable && (section.flags & SHF_EXECINSTR) != 0));
        }
        for (auto const& segment : elf.segments)
            CHECK_FALSE(((segment.flags & PF_W) != 0 && (segment.flags & PF_X) != 0));
        for (auto const& symbol : elf.symbols) {
            INFO(symbol.name);
            CHECK(symbol.defined);
        }
    }
}

TEST_CASE("machine: the code of a guest image leaves the vector registers alone") {
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    for (auto const& image : images()) {
        INFO(image.name);
        auto const elf = test::read_elf(image.name + ".elf");
        auto const text = std::ranges::find(elf.sections, ".text", &test::Elf::Section::name);
        REQUIRE(text != elf.sections.end());
        auto bytes = image.bytes.subspan(text->address - image.base, text->size);
        unsigned instructions = 0;
        while (!bytes.empty()) {
            ZydisDecodedInstruction instruction;
            std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
            auto const status =
                ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &instruction, operands.data());
            auto const length = ZYAN_SUCCESS(status) ? instruction.length : uint8_t{1}; // legacy entry points
            bytes = bytes.subspan(length);
            if (!ZYAN_SUCCESS(status)) continue;
            ++instructions;
            for (auto const& operand : std::span(operands).first(instruction.operand_count)) {
                if (operand.type != ZYDIS_OPERAND_TYPE_REGISTER) continue;
                auto const kind = ZydisRegisterGetClass(operand.reg.value);
                CHECK(kind != ZYDIS_REGCLASS_XMM);
                CHECK(kind != ZYDIS_REGCLASS_MMX);
                CHECK(kind != ZYDIS_REGCLASS_X87);
            }
        }
        CHECK(instructions > 300);
    }
}

TEST_CASE("machine: the header of the handler names its entry points, and a stack and a mailbox for each processor") {
    auto const elf = test::read_elf("bios_handler.elf");
    auto const header = handler_header();
    CHECK(header.smi_entry == elf.address_of("smi_entry"));
    CHECK(header.setup_entry == elf.address_of("setup_entry"));
    CHECK(header.teardown_entry == elf.address_of("teardown_entry"));
    CHECK(header.exception_entry == elf.address_of("exception_entry"));
    CHECK(header.protected_entries.first == elf.address_of("protected_entries"));
    CHECK(header.real_entries.first == elf.address_of("real_entries"));
    auto const first = kHandlerBase + kProcessors;
    CHECK(elf.address_of("handler_processors") == first);
    for (unsigned i = 0; i < kMaxProcessors; ++i) {
        CHECK(header.mailboxes.of(i) == first + i * 0x8000);
        CHECK(header.mailboxes.of(i) + sizeof(HandlerMailbox) < header.exception_stacks.of(i));
        CHECK(header.exception_stacks.of(i) < header.stacks.of(i));
        CHECK(header.stacks.of(i) == first + (i + 1) * 0x8000);
        CHECK(header.stacks.of(i) <= kHandlerBase + header.image.memory_size);
    }
}

TEST_CASE(
    "machine: the header of the OS stand-in names its entry point, and a stack and a mailbox for each processor") {
    auto const elf = test::read_elf("os_image.elf");
    auto const header = os_header();
    CHECK(header.entry == elf.address_of("os_entry"));
    CHECK(elf.address_of("os_processors") == kOsBase + kProcessors);
    for (unsigned i = 0; i < kMaxProcessors; ++i) {
        CHECK(header.mailboxes.of(i) == kOsBase + kProcessors + i * 0x10000);
        CHECK(header.stacks.of(i) == header.mailboxes.of(i) + 0x10000);
        CHECK(header.stacks.of(i) <= kOsBase + header.image.memory_size);
    }
}

TEST_CASE("machine: the monitor is started by InitializeProtection on the first processor, then Start on the others, "
          "then on it") {
    using stm::abi::Function;
    auto const first = start_monitor(0, 4, 1000);
    auto const other = start_monitor(3, 4, 1000);
    auto const actions = [](Script const& script) {
        std::vector<OsAction> all;
        for (auto const& operation : script)
            all.push_back(operation.action);
        return all;
    };
    CHECK(actions(first) ==
          std::vector{OsAction::EnterVmx, OsAction::Call, OsAction::Meet, OsAction::Meet, OsAction::Call});
    CHECK(actions(other) == std::vector{OsAction::EnterVmx, OsAction::Meet, OsAction::Call, OsAction::Meet});
    CHECK(first[1].value == 0x10007);
    CHECK(first[4].value == 0x10001);
    CHECK(other[2].value == 0x10001);
    CHECK(first[2].value == 4);
}

TEST_CASE("machine: all processors may call Start together, behind InitializeProtection") {
    auto const first = start_monitor(0, 4, 1000, Start::Together);
    auto const other = start_monitor(3, 4, 1000, Start::Together);
    REQUIRE(first.size() == 4);
    REQUIRE(other.size() == 3);
    CHECK(first[1].value == 0x10007);
    CHECK(first[2].action == OsAction::Meet);
    CHECK(first[3].value == 0x10001);
    CHECK(other[1].action == OsAction::Meet);
    CHECK(other[2].value == 0x10001);
}

TEST_CASE("machine: a script that the mailbox has no room for is refused") {
    OsMailbox mailbox{};
    write_script(mailbox, Script(kOsOperations, compute(1)), 2, 3);
    CHECK(mailbox.length == kOsOperations);
    CHECK(mailbox.repeat_from == 2);
    CHECK(mailbox.rounds == 3);
    CHECK(mailbox.script[kOsOperations - 1].action == OsAction::Compute);
    CHECK_THROWS_AS(write_script(mailbox, Script(kOsOperations + 1), 0, 1), std::length_error);
}
