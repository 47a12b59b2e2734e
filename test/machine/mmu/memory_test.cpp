// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::machine::test::kMiB;
using redoubt::machine::test::Reports;

namespace {

constexpr auto outside = Origin::Processor;
constexpr auto in_smm = Origin::ProcessorInSmm;

struct Transfer {
    uint64_t offset;
    unsigned size;
    uint64_t value;
    bool operator==(Transfer const&) const = default;
};

class Register : public Device {
public:
    uint64_t read(uint64_t offset, unsigned size) override {
        read_.push_back({offset, size, 0});
        return 0x8877665544332211 >> (8 * offset);
    }
    void write(uint64_t offset, unsigned size, uint64_t value) override { written.push_back({offset, size, value}); }
    std::vector<Transfer> read_;
    std::vector<Transfer> written;
};

class Witness : public Watcher {
public:
    explicit Witness(PhysicalMemory& memory) : memory_(memory) {}
    void accessed(uint64_t physical, unsigned size, Access access, Origin origin) override {
        seen.push_back({physical, size, access, origin, memory_.word(physical, size)});
    }
    struct Seen {
        uint64_t physical;
        unsigned size;
        Access access;
        Origin origin;
        uint64_t before;
        bool operator==(Seen const&) const = default;
    };
    std::vector<Seen> seen;

private:
    PhysicalMemory& memory_;
};

class Keeper : public PageKeeper {
public:
    void forget_pages() override { ++told; }
    int told = 0;
};

struct Memory {
    Memory() { memory.add_ram({0, kMiB}); }
    Reports reports = {};
    PhysicalMemory memory{reports};
};

} // namespace

TEST_CASE("machine: RAM holds zeros until it is written, and then what was written, in each width") {
    Memory each;
    auto& memory = each.memory;
    CHECK(memory.read(0x1ff8, 8, outside) == 0);
    memory.write(0x1ff8, 8, 0x8877665544332211, outside);
    CHECK(memory.read(0x1ff8, 8, outside) == 0x8877665544332211);
    CHECK(memory.read(0x1ff8, 4, outside) == 0x44332211);
    CHECK(memory.read(0x1ffa, 2, outside) == 0x4433);
    CHECK(memory.read(0x1fff, 1, outside) == 0x88);
    memory.write(0x1ffc, 2, 0xffffffffffffaaaa, outside);
    CHECK(memory.read(0x1ff8, 8, outside) == 0x8877aaaa44332211);
    CHECK(memory.read(0x2000, 8, outside) == 0);
    CHECK(each.reports.all.empty());
}

TEST_CASE("machine: a page of RAM is one place for all who ask") {
    Memory each;
    auto& memory = each.memory;
    auto const page = memory.page(0x3abc, outside);
    REQUIRE(page.bytes != nullptr);
    CHECK(page.physical == 0x3000);
    page.bytes[0xabc] = std::byte{0x5a};
    CHECK(memory.read(0x3abc, 1, Origin::Dma) == 0x5a);
    CHECK(memory.word(0x3abc, 1) == 0x5a);
    CHECK(memory.ram(0x3abc) == page.bytes + 0xabc);
    CHECK(memory.page(0x3000, in_smm).bytes == page.bytes);
}

TEST_CASE("machine: where nothing is, reads give ones and writes are lost") {
    Memory each;
    auto& memory = each.memory;
    CHECK(memory.page(kMiB, outside).bytes == nullptr);
    CHECK(memory.page(kMiB + 0x123, outside).physical == kMiB);
    CHECK(memory.ram(kMiB) == nullptr);
    memory.write(kMiB, 4, 0, outside);
    memory.set_word(kMiB, 4, 0);
    CHECK(memory.read(kMiB, 1, outside) == 0xff);
    CHECK(memory.read(kMiB, 2, outside) == 0xffff);
    CHECK(memory.read(kMiB, 4, outside) == 0xffffffff);
    CHECK(memory.read(kMiB, 8, outside) == ~uint64_t{0});
    CHECK(memory.word(kMiB, 4) == 0xffffffff);
    CHECK(memory.page(kMiB - 1, outside).bytes != nullptr); // the last of RAM
}

TEST_CASE("machine: a device answers for its range and hides the RAM of its pages") {
    Memory each;
    auto& memory = each.memory;
    memory.write(0x5000, 8, 1, outside);
    Register device;
    memory.add_device({0x4ff0, 0x18}, device); // parts of two pages
    CHECK(memory.page(0x4000, outside).bytes == nullptr);
    CHECK(memory.page(0x5000, outside).bytes == nullptr);
    CHECK(memory.page(0x3000, outside).bytes != nullptr);
    CHECK(memory.page(0x6000, outside).bytes != nullptr);
    CHECK(memory.ram(0x5800) == nullptr);
    CHECK(memory.read(0x5008, 4, outside) == 0xffffffff); // behind its end
    CHECK(memory.read(0x4ff2, 2, outside) == 0x4433);
    memory.write(0x5000, 4, 0x1234567890, outside);
    CHECK(device.read_ == std::vector<Transfer>{{2, 2, 0}});
    CHECK(device.written == std::vector<Transfer>{{0x10, 4, 0x34567890}});
}

TEST_CASE("machine: a device is asked for powers of two, whatever part of an access falls to it") {
    Memory each;
    auto& memory = each.memory;
    Register device;
    memory.add_device({0xfee00000, 8}, device);
    CHECK(memory.read(0xfee00000, 7, outside) == 0x77665544332211);
    CHECK(device.read_ == std::vector<Transfer>{{0, 4, 0}, {4, 2, 0}, {6, 1, 0}});
    memory.write(0xfee00001, 3, 0xccbbaa, outside);
    CHECK(device.written == std::vector<Transfer>{{1, 2, 0xbbaa}, {3, 1, 0xcc}});
}

TEST_CASE("machine: SMRAM answers a processor in SMM alone, and others are reported") {
    Memory each;
    auto& memory = each.memory;
    memory.set_smram({0x80000, 0x2000});
    memory.write(0x80008, 8, 0x1234, in_smm);
    CHECK(each.reports.all.empty());
    for (auto const origin : {outside, Origin::Dma}) {
        each.reports.all.clear();
        CHECK(memory.read(0x80008, 8, origin) == ~uint64_t{0});
        CHECK(memory.read(0x81fff, 1, origin) == 0xff);
        memory.write(0x80008, 8, 0, origin);
        CHECK(each.reports.all.size() == 3);
        for (auto const& [rule, text] : each.reports.all)
            CHECK(rule == "SDM vol. 3A 11.11.2.4");
        CHECK(memory.page(0x80000, origin).bytes == nullptr);
        CHECK(memory.page(0x81000, origin).bytes == nullptr);
        CHECK(memory.page(0x7f000, origin).bytes != nullptr);
        CHECK(memory.page(0x82000, origin).bytes != nullptr);
        CHECK(memory.read(0x7fff8, 8, origin) == 0);
        CHECK(memory.read(0x82000, 8, origin) == 0);
    }
    CHECK(memory.read(0x80008, 8, in_smm) == 0x1234);
    CHECK(memory.page(0x80000, in_smm).bytes != nullptr);
    CHECK(each.reports.all.size() == 3);
}

TEST_CASE("machine: SMRAM that is no more answers everyone") {
    Memory each;
    auto& memory = each.memory;
    memory.set_smram({0x80000, 0x1000});
    memory.write(0x80000, 8, 0x1234, in_smm);
    memory.set_smram({});
    CHECK(memory.read(0x80000, 8, outside) == 0x1234);
    CHECK(memory.page(0x80000, Origin::Dma).bytes != nullptr);
    CHECK(each.reports.all.empty());
}

TEST_CASE("machine: what VMX looks at by itself is neither closed nor watched") {
    Memory each;
    auto& memory = each.memory;
    Witness witness{memory};
    memory.set_smram({0x80000, 0x1000});
    memory.watch(0x80000, witness);
    memory.set_word(0x80010, 8, 77);
    CHECK(memory.word(0x80010, 8) == 77);
    CHECK(memory.ram(0x80010) != nullptr);
    CHECK(witness.seen.empty());
    CHECK(each.reports.all.empty());
}

TEST_CASE("machine: a watcher is told of every access to its page, before it takes place, and of no other") {
    Memory each;
    auto& memory = each.memory;
    Witness witness{memory};
    memory.write(0x9010, 4, 5, outside);
    memory.watch(0x9abc, witness);
    CHECK(memory.page(0x9000, outside).bytes == nullptr);
    memory.write(0x9010, 4, 6, in_smm);
    CHECK(memory.read(0x9010, 2, Origin::Dma) == 6);
    memory.write(0x8fff, 1, 1, outside);
    memory.write(0xa000, 1, 1, outside);
    using Seen = Witness::Seen;
    CHECK(witness.seen ==
          std::vector<Seen>{{0x9010, 4, Access::Write, in_smm, 5}, {0x9010, 2, Access::Read, Origin::Dma, 6}});
    memory.unwatch(0x9000);
    CHECK(memory.read(0x9010, 4, outside) == 6);
    CHECK(memory.page(0x9000, outside).bytes != nullptr);
    CHECK(witness.seen.size() == 2);
}

TEST_CASE("machine: an access that closed SMRAM refuses is none that a watcher is told of") {
    Memory each;
    auto& memory = each.memory;
    Witness witness{memory};
    memory.set_smram({0x80000, 0x1000});
    memory.watch(0x80000, witness);
    (void)memory.read(0x80000, 8, outside);
    memory.write(0x80000, 8, 1, Origin::Dma);
    CHECK(witness.seen.empty());
    (void)memory.read(0x80000, 8, in_smm);
    CHECK(witness.seen.size() == 1);
}

TEST_CASE("machine: keepers of pages are told of each change to what a page stands for") {
    Memory each;
    auto& memory = each.memory;
    Keeper first;
    Keeper second;
    Witness witness{memory};
    Register device;
    memory.attach(first);
    memory.attach(second);
    auto const told_after = [&](int count) {
        CHECK(first.told == count);
        CHECK(second.told == count);
    };
    memory.watch(0x1000, witness);
    told_after(1);
    memory.unwatch(0x1000);
    told_after(2);
    memory.set_smram({0x2000, 0x1000});
    told_after(3);
    memory.add_device({0x3000, 0x1000}, device);
    told_after(4);
    memory.add_ram({kMiB, kMiB});
    told_after(5);
    (void)memory.read(0x4000, 8, outside);
    memory.write(0x4000, 8, 1, outside);
    told_after(5);
}
