// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/policy.h"

#include <array>
#include <doctest/doctest.h>
#include <initializer_list>
#include <memory>
#include <vector>

using stm::Area;
using stm::Decision;
using stm::Policy;
using stm::Request;
using stm::Status;

namespace {

constexpr stm::Layout layout{.tseg_first = 0x7f000, .mseg_first = 0x7f700, .tseg_last = 0x7f7ff};

std::unique_ptr<Policy> started() {
    auto policy = std::make_unique<Policy>();
    policy->start(layout);
    return policy;
}

Request of(Area area, std::uint64_t first, std::uint64_t last) {
    return {.area = area, .read = true, .write = true, .execute = false, .first = first, .last = last};
}

Request msr(std::uint64_t index) {
    return of(Area::Msr, 64 * index, 64 * index + 63);
}

Request reading(Request r) {
    r.write = r.execute = false;
    return r;
}

Request writing(Request r) {
    r.read = r.execute = false;
    return r;
}

Request executing(Request r) {
    r.read = r.write = false;
    r.execute = true;
    return r;
}

struct Answer {
    Status status;
    std::vector<Status> verdicts;
    bool operator==(Answer const&) const = default;
};

using Call = Status (Policy::*)(Request const*, std::uint32_t, Status*);

Answer answer(Policy& policy, Call call, std::vector<Request> const& list) {
    Answer result{Status::Sealed, std::vector<Status>(list.size(), Status::Sealed)};
    result.status = (policy.*call)(list.data(), static_cast<std::uint32_t>(list.size()), result.verdicts.data());
    return result;
}

Status status(Policy& policy, Call call, std::vector<Request> const& list) {
    return answer(policy, call, list).status;
}

} // namespace

TEST_CASE("REQ-POL-01: what nobody granted is denied to the handler, in every area") {
    auto const policy = started();
    for (auto const area : {Area::Physical, Area::Port, Area::Msr, Area::Pci, Area::TrappedPort})
        CHECK(policy->for_handler(of(area, 0, 0)) == Decision::Denied);
}

TEST_CASE("REQ-POL-02: what lies from MSEG base to the top of TSEG can be neither claimed, protected nor reached") {
    auto const policy = started();
    for (auto const& r : {of(Area::Physical, 0x7f700, 0x7f700), of(Area::Physical, 0x7f7ff, 0x7f7ff),
                          of(Area::Physical, 0x7f6ff, 0x7f700), of(Area::Physical, 0x7f7ff, 0x7f800),
                          of(Area::Physical, 0, stm::kLastPage), executing(of(Area::Physical, 0x7f750, 0x7f750))}) {
        CHECK(status(*policy, &Policy::claim, {r}) == Status::Reserved);
        CHECK(status(*policy, &Policy::protect, {r}) == Status::Reserved);
        CHECK(policy->for_handler(r) == Decision::Reserved);
        CHECK(policy->for_os(r) == Decision::Reserved);
        CHECK(policy->for_module(r) == Decision::Reserved);
    }
    CHECK(status(*policy, &Policy::claim, {of(Area::Physical, 0x7f000, 0x7f6ff)}) == Status::Ok);
    CHECK(policy->for_handler(of(Area::Physical, 0x7f6ff, 0x7f6ff)) == Decision::Granted);
    CHECK(policy->for_os(of(Area::Physical, 0x7f6ff, 0x7f6ff)) == Decision::Reserved);
}

TEST_CASE("REQ-POL-03: what is protected is denied to the handler until it is unprotected") {
    auto const policy = started();
    auto const page = of(Area::Physical, 0x1000, 0x1000);
    CHECK(status(*policy, &Policy::protect, {writing(of(Area::Physical, 0x0fff, 0x1001))}) == Status::Ok);
    CHECK(policy->for_handler(page) == Decision::Protected);
    CHECK(policy->for_handler(reading(page)) == Decision::Denied);
    CHECK(status(*policy, &Policy::unprotect, {writing(page)}) == Status::Ok);
    CHECK(policy->for_handler(page) == Decision::Denied);
    CHECK(policy->for_handler(writing(of(Area::Physical, 0x0fff, 0x0fff))) == Decision::Protected);
    CHECK(policy->for_handler(writing(of(Area::Physical, 0x1001, 0x1001))) == Decision::Protected);
}

TEST_CASE("REQ-POL-04, REQ-RSC-03: a claim cannot be overridden, in any part of it") {
    auto const policy = started();
    CHECK(status(*policy, &Policy::claim, {reading(of(Area::Port, 0x60, 0x64))}) == Status::Ok);
    CHECK(status(*policy, &Policy::protect, {of(Area::Port, 0x40, 0x60)}) == Status::Taken);
    CHECK(status(*policy, &Policy::protect, {of(Area::Port, 0x64, 0x70)}) == Status::Taken);
    CHECK(status(*policy, &Policy::protect, {writing(of(Area::Port, 0x60, 0x64))}) == Status::Ok);
    CHECK(policy->for_handler(reading(of(Area::Port, 0x60, 0x64))) == Decision::Granted);
    CHECK(policy->for_handler(of(Area::Port, 0x60, 0x64)) == Decision::Protected);
}

TEST_CASE("REQ-POL-17: of a range the claims have all, some or nothing, for each access by itself") {
    using stm::Access;
    using stm::Extent;
    auto const policy = started();
    REQUIRE(status(*policy, &Policy::claim,
                   {reading(of(Area::Port, 0x60, 0x64)), writing(of(Area::Port, 0x64, 0x66)), reading(msr(0x10)),
                    of(Area::Port, 0xffff, 0xffff)}) == Status::Ok);
    auto const ports = [&](Access access, std::uint64_t first, std::uint64_t last) {
        return policy->extent_of_claims(Area::Port, access, first, last);
    };
    CHECK(ports(Access::Read, 0x60, 0x64) == Extent::All);
    CHECK(ports(Access::Read, 0x62, 0x62) == Extent::All);
    CHECK(ports(Access::Read, 0x5f, 0x60) == Extent::Some);
    CHECK(ports(Access::Read, 0x64, 0x65) == Extent::Some);
    CHECK(ports(Access::Read, 0x40, 0x7f) == Extent::Some);
    CHECK(ports(Access::Read, 0, 0x5f) == Extent::None);
    CHECK(ports(Access::Read, 0x65, 0xfffe) == Extent::None);
    CHECK(ports(Access::Read, 0xffc0, 0xffff) == Extent::Some);
    CHECK(ports(Access::Write, 0x60, 0x63) == Extent::None);
    CHECK(ports(Access::Write, 0x60, 0x66) == Extent::Some);
    CHECK(ports(Access::Write, 0x64, 0x66) == Extent::All);
    CHECK(policy->extent_of_claims(Area::Msr, Access::Read, 64 * 0x10, 64 * 0x10 + 63) == Extent::All);
    CHECK(policy->extent_of_claims(Area::Msr, Access::Read, 64 * 0xf, 64 * 0x10) == Extent::Some);
    CHECK(policy->extent_of_claims(Area::Msr, Access::Write, 0, stm::kLastMsrBit) == Extent::None);
    CHECK(policy->extent_of_claims(Area::TrappedPort, Access::Read, 0, 0xffff) == Extent::None);
    CHECK(policy->extent_of_claims(Area::Physical, Access::Execute, 0, stm::kLastPage) == Extent::None);
}

TEST_CASE("REQ-POL-05, REQ-POL-09: one refused descriptor refuses the list, and each gets its own verdict") {
    auto const policy = started();
    REQUIRE(status(*policy, &Policy::claim, {of(Area::Port, 0x60, 0x60)}) == Status::Ok);
    CHECK(answer(*policy, &Policy::protect,
                 {of(Area::Physical, 5, 9), of(Area::Port, 0x60, 0x60), of(Area::Physical, 9, 5), msr(0x9b)}) ==
          Answer{Status::Taken, {Status::Ok, Status::Taken, Status::Illegal, Status::Reserved}});
    CHECK(policy->for_handler(of(Area::Physical, 5, 9)) == Decision::Denied);
    CHECK(answer(*policy, &Policy::protect, {of(Area::Physical, 5, 9), of(Area::Physical, 7, 12)}) ==
          Answer{Status::Ok, {Status::Ok, Status::Ok}});
    CHECK(answer(*policy, &Policy::unprotect, {of(Area::Physical, 5, 9), of(Area::Physical, 9, 5)}) ==
          Answer{Status::Illegal, {Status::Ok, Status::Illegal}});
    CHECK(policy->for_handler(of(Area::Physical, 5, 5)) == Decision::Protected);
}

TEST_CASE("REQ-POL-08: an empty list is granted, and nothing changes") {
    auto const policy = started();
    for (auto const call : {&Policy::claim, &Policy::protect, &Policy::unprotect})
        CHECK(((*policy).*call)(nullptr, 0, nullptr) == Status::Ok);
}

TEST_CASE("REQ-POL-10: after sealing, no claim is taken, and what was claimed stays") {
    auto const policy = started();
    REQUIRE(status(*policy, &Policy::claim, {of(Area::Physical, 5, 9)}) == Status::Ok);
    policy->seal();
    CHECK(status(*policy, &Policy::claim, {of(Area::Physical, 5, 9)}) == Status::Sealed);
    CHECK(status(*policy, &Policy::claim, {of(Area::Physical, 9, 5)}) == Status::Sealed);
    CHECK(policy->for_handler(of(Area::Physical, 5, 9)) == Decision::Granted);
}

TEST_CASE("REQ-POL-12: the handler cannot get to write the monitor's MSRs, and may get to read them") {
    auto const policy = started();
    for (auto const index : {0x9bU, 0x1f2U, 0x1f3U}) {
        CHECK(status(*policy, &Policy::claim, {msr(index)}) == Status::Reserved);
        CHECK(status(*policy, &Policy::claim, {writing(of(Area::Msr, 64 * index + 63, 64 * index + 63))}) ==
              Status::Reserved);
        CHECK(status(*policy, &Policy::claim, {reading(msr(index))}) == Status::Ok);
        CHECK(policy->for_handler(writing(msr(index))) == Decision::Reserved);
        CHECK(policy->claimed_bits(index, stm::Access::Read) == ~std::uint64_t{0});
        CHECK(policy->claimed_bits(index, stm::Access::Write) == 0);
    }
    for (auto const index : {0x9aU, 0x9cU, 0x1f1U, 0x1f4U})
        CHECK(status(*policy, &Policy::claim, {msr(index)}) == Status::Ok);
}

TEST_CASE("REQ-POL-13: to unprotect what was not protected, or what is claimed, opens nothing") {
    auto const policy = started();
    REQUIRE(status(*policy, &Policy::claim, {of(Area::Physical, 5, 9)}) == Status::Ok);
    CHECK(status(*policy, &Policy::unprotect, {of(Area::Physical, 0, 100)}) == Status::Ok);
    CHECK(policy->for_handler(of(Area::Physical, 5, 9)) == Decision::Granted);
    CHECK(policy->for_handler(of(Area::Physical, 4, 4)) == Decision::Denied);
    policy->unprotect_all();
    CHECK(policy->for_handler(of(Area::Physical, 5, 9)) == Decision::Granted);
}

TEST_CASE("REQ-POL-15: a PE is given pages outside SMRAM to read and write, and nothing else") {
    auto const policy = started();
    CHECK(policy->for_module(of(Area::Physical, 0x7efff, 0x7efff)) == Decision::Granted);
    CHECK(policy->for_module(of(Area::Physical, 0x7efff, 0x7f000)) == Decision::Reserved);
    CHECK(policy->for_module(of(Area::Physical, 0x7f800, 0x7f800)) == Decision::Granted);
    CHECK(policy->for_module(executing(of(Area::Physical, 5, 5))) == Decision::Denied);
    CHECK(policy->for_module(of(Area::Port, 5, 5)) == Decision::Denied);
}

TEST_CASE("REQ-RSC-09: the OS names whole MSRs, whole PCI functions and no trapped ports, but the BIOS may") {
    for (auto const& r : {of(Area::TrappedPort, 0xb2, 0xb2), of(Area::Msr, 64, 126), of(Area::Msr, 65, 127),
                          of(Area::Pci, 0, 4094), of(Area::Pci, 1, 4095)}) {
        auto const policy = started();
        CHECK(status(*policy, &Policy::protect, {r}) == Status::Illegal);
        CHECK(status(*policy, &Policy::unprotect, {r}) == Status::Illegal);
        CHECK(status(*policy, &Policy::claim, {r}) == Status::Ok);
        CHECK(policy->for_handler(r) == Decision::Granted);
    }
}

TEST_CASE("REQ-RSC-10: to unprotect everything leaves nothing protected") {
    auto const policy = started();
    REQUIRE(status(*policy, &Policy::protect, {of(Area::Physical, 0, 9), msr(0x10), of(Area::Port, 0, 9)}) ==
            Status::Ok);
    policy->unprotect_all();
    for (auto const area : {Area::Physical, Area::Port})
        CHECK(policy->for_handler(of(area, 0, 9)) == Decision::Denied);
    CHECK(policy->for_handler(msr(0x10)) == Decision::Denied);
}

TEST_CASE("REQ-POL-16: 256 ranges of each kind in each access leave room for a whole list of any kind") {
    auto const policy = started();
    for (std::uint64_t i = 0; i < 256; ++i)
        for (auto const area : {Area::Physical, Area::Port, Area::Msr, Area::Pci, Area::TrappedPort})
            for (auto const& r : {of(area, 3 * i, 3 * i), executing(of(area, 3 * i, 3 * i))})
                if (!r.execute || area == Area::Physical) REQUIRE(status(*policy, &Policy::claim, {r}) == Status::Ok);
    std::vector<Request> list;
    for (std::uint64_t i = 0; i < stm::kMaxRequests; ++i)
        list.push_back({.area = Area::Physical,
                        .read = true,
                        .write = true,
                        .execute = true,
                        .first = 0x10000 + 2 * i,
                        .last = 0x10000 + 2 * i});
    CHECK(status(*policy, &Policy::claim, list) == Status::Ok);
    CHECK(policy->for_handler(list.back()) == Decision::Granted);
}

TEST_CASE("REQ-POL-05: a list for which there is no room changes nothing, and a shorter one is still granted") {
    auto const policy = started();
    std::uint64_t page = 0;
    std::vector<Request> list(stm::kMaxRequests);
    auto const fill = [&] {
        for (auto& r : list) {
            r = of(Area::Physical, page, page);
            page += 2;
            if (page == 0x7f000) page = 0x80000;
        }
        return status(*policy, &Policy::protect, list);
    };
    while (fill() == Status::Ok)
        REQUIRE(page < 0x100000);
    CHECK(policy->for_handler(list.front()) == Decision::Denied);
    CHECK(policy->for_handler(list.back()) == Decision::Denied);
    CHECK(status(*policy, &Policy::protect, list) == Status::NoRoom);
    CHECK(status(*policy, &Policy::unprotect, list) == Status::NoRoom);
    CHECK(status(*policy, &Policy::protect, {list.front()}) == Status::Ok);
    CHECK(policy->for_handler(list.front()) == Decision::Protected);
    policy->unprotect_all();
    CHECK(status(*policy, &Policy::protect, list) == Status::Ok);
}
