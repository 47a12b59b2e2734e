// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/meaning.h"

#include "monitor/resources/meaning_facts.h"
#include "monitor/resources/node_facts.h"

namespace stm::resources {

/*@ requires Readable(words, bytes) && o + LengthAt(words, o) <= bytes && o + 8 <= bytes && \valid(&r);
    requires \separated(&r, words + (0 .. (bytes + 7) / 8 - 1)) && RightLength(words, o);
    requires (TypeAt(words, o) == abi::RscType::MemRange || TypeAt(words, o) == abi::RscType::MmioRange) &&
      MemRange(words, o, call);
    assigns r;
    ensures meant: MeantAt{Pre, Post}(&r, words, o);
    ensures legal: Legal(&r) && r.area == Area::Physical;
*/
static void mem_request(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, [[maybe_unused]] Call call,
                        Request& r) {
    uint64_t const base = quad_at(words, o + 8);
    uint64_t const length = quad_at(words, o + 16);
    uint64_t const attributes = word_at(words, o + 24);
    r.area = Area::Physical;
    r.read = attributes % 2 == 1;
    r.write = attributes / 2 % 2 == 1;
    r.execute = attributes / 4 % 2 == 1;
    r.first = base / 0x1000;
    r.last = (base + length - 1) / 0x1000;
}

/*@ requires Readable(words, bytes) && o + LengthAt(words, o) <= bytes && o + 8 <= bytes && \valid(&r);
    requires \separated(&r, words + (0 .. (bytes + 7) / 8 - 1)) && RightLength(words, o);
    requires TypeAt(words, o) == abi::RscType::IoRange && IoRange(words, o);
    assigns r;
    ensures meant: MeantAt{Pre, Post}(&r, words, o);
    ensures legal: Legal(&r) && r.area == Area::Port;
*/
static void io_request(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, Request& r) {
    uint64_t const base = half_at(words, o + 8);
    uint64_t const length = half_at(words, o + 10);
    r.area = Area::Port;
    r.read = true;
    r.write = true;
    r.execute = false;
    r.first = base;
    r.last = base + length - 1;
}

/*@ requires Readable(words, bytes) && o + LengthAt(words, o) <= bytes && o + 8 <= bytes && \valid(&r);
    requires \separated(&r, words + (0 .. (bytes + 7) / 8 - 1)) && RightLength(words, o);
    requires IsMsr(words, o) && Msr(words, o, call);
    assigns r;
    ensures meant: MeantAt{Pre, Post}(&r, words, o);
    ensures legal: Legal(&r) && r.area == Area::Msr;
    ensures whole: r.first % kMsrBits == 0 && r.last % kMsrBits == kMsrBits - 1;
*/
static void msr_request(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, [[maybe_unused]] Call call,
                        Request& r) {
    uint64_t const index = word_at(words, o + 8);
    uint64_t const read_mask = quad_at(words, o + 16);
    uint64_t const write_mask = quad_at(words, o + 24);
    r.area = Area::Msr;
    r.read = read_mask != 0;
    r.write = write_mask != 0;
    r.execute = false;
    r.first = kMsrBits * index;
    r.last = kMsrBits * index + kMsrBits - 1;
}

/*@ requires Readable(words, bytes) && o + LengthAt(words, o) <= bytes && o + 8 <= bytes && \valid(&r);
    requires \separated(&r, words + (0 .. (bytes + 7) / 8 - 1)) && RightLength(words, o);
    requires TypeAt(words, o) == abi::RscType::PciCfgRange && PciCfgRange(words, o, call);
    assigns r;
    ensures meant: MeantAt{Pre, Post}(&r, words, o);
    ensures legal: Legal(&r) && r.area == Area::Pci;
    ensures whole: call != Call::Claim ==>
      r.first % kPciFunctionBytes == 0 && r.last % kPciFunctionBytes == kPciFunctionBytes - 1;
*/
static void pci_request(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, [[maybe_unused]] Call call,
                        Request& r) {
    uint64_t const attributes = half_at(words, o + 8);
    uint64_t const base = half_at(words, o + 10);
    uint64_t const length = half_at(words, o + 12);
    uint64_t const bus = byte_at(words, o + 14);
    uint64_t const function = kFunctionsPerBus * bus + 8 * byte_at(words, o + 21) + byte_at(words, o + 20);
    uint64_t const last = last_register(function);
    //@ assert whole: call != Call::Claim ==> base == 0 && length == kPciFunctionBytes;
    r.area = Area::Pci;
    r.read = attributes % 2 == 1;
    r.write = attributes / 2 % 2 == 1;
    r.execute = false;
    r.first = first_register(function) + base;
    r.last = last - (kPciFunctionBytes - base - length);
}

/*@ requires Readable(words, bytes) && o + LengthAt(words, o) <= bytes && o + 8 <= bytes && \valid(&r);
    requires \separated(&r, words + (0 .. (bytes + 7) / 8 - 1)) && RightLength(words, o);
    requires TypeAt(words, o) == abi::RscType::TrappedIoRange && TrappedIoRange(words, o, call);
    requires HalfAt(words, o + 12) % 4 != 0;
    assigns r;
    ensures meant: MeantAt{Pre, Post}(&r, words, o);
    ensures legal: Legal(&r) && r.area == Area::TrappedPort;
*/
static void trapped_io_request(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes,
                               [[maybe_unused]] Call call, Request& r) {
    uint64_t const base = half_at(words, o + 8);
    uint64_t const length = half_at(words, o + 10);
    uint64_t const kind = half_at(words, o + 12);
    r.area = Area::TrappedPort;
    r.read = kind % 2 == 1;
    r.write = kind / 2 % 2 == 1;
    r.execute = false;
    r.first = base;
    r.last = base + length - 1;
}

/*@ requires Readable(words, bytes) && call <= Call::Unprotect && \valid(&r);
    requires \separated(&r, words + (0 .. (bytes + 7) / 8 - 1));
    requires Good(words, o, bytes, call) && NamesRange(words, o);
    assigns r;
    ensures meant: MeantAt{Pre, Post}(&r, words, o);
    ensures legal: Legal(&r) && (call != Call::Claim ==> OsLegal(&r));
*/
static void range_request(uint64_t const* words, uint32_t o, uint32_t bytes, Call call, Request& r) {
    switch (word_at(words, o)) {
    case 2: io_request(words, o, bytes, r); break;
    case 4: msr_request(words, o, bytes, call, r); break;
    case 5: pci_request(words, o, bytes, call, r); break;
    case 6: trapped_io_request(words, o, bytes, call, r); break;
    default: mem_request(words, o, bytes, call, r); break;
    }
}

// Puts the other name of the first request behind it, and answers with the number of both.
/*@ requires \valid(list + (0 .. 1)) && ValidEcam(ecam) && Legal(&list[0]);
    assigns list[1];
    ensures names: BothNames(list, \result, ecam) && 1 <= \result <= 2;
    ensures same: SameRequest{Pre, Post}(list + 0);
    ensures legal: \result == 2 ==> OsLegal(&list[1]);
    ensures pages_or_registers: \result == 2 ==> list[0].area == 0 || list[0].area == 3;
*/
[[nodiscard]] static uint32_t with_other_name(Ecam ecam, Request* list) {
    bool const named = other_name(list[0], ecam, list[1]);
    //@ assert same: SameRequest{Pre, Here}(list + 0);
    if (!named) return 1;
    return 2;
}

/*@ requires Readable(words, bytes) && call <= Call::Unprotect && \valid(list + (0 .. 1));
    requires \separated(list + (0 .. 1), words + (0 .. (bytes + 7) / 8 - 1)) && ValidEcam(ecam);
    requires Good(words, o, bytes, call) && NamesRange(words, o);
    assigns list[0 .. 1];
    ensures meant: MeantAt{Pre, Post}(&list[0], words, o);
    ensures names: BothNames(list, \result, ecam) && 1 <= \result <= 2;
    ensures first: MayName(call, &list[0]);
    ensures second: \result == 2 ==> MayName(call, &list[1]);
    ensures room: 11 * \result <= LengthAt{Pre}(words, o);
*/
[[nodiscard]] static uint32_t range_requests(uint64_t const* words, uint32_t o, uint32_t bytes, Call call, Ecam ecam,
                                             Request* list) {
    range_request(words, o, bytes, call, list[0]);
    //@ assert area: list[0].area == AreaAt{Pre}(words, o);
    //@ assert may_name: MayName(call, &list[0]);
    return with_other_name(ecam, list);
}

uint32_t os_requests(uint64_t const* words, uint32_t o, uint32_t bytes, Call call, Ecam ecam, Request* list) {
    bool const ignored = is_ignored(words, o, bytes);
    if (ignored || word_at(words, o) == static_cast<uint64_t>(abi::RscType::AllResources)) return 0;
    return range_requests(words, o, bytes, call, ecam, list);
}

uint32_t claim_requests(uint64_t const* words, uint32_t o, uint32_t bytes, Ecam ecam, Request* list) {
    bool const ignored = is_ignored(words, o, bytes);
    uint64_t const type = word_at(words, o);
    if (ignored || type == static_cast<uint64_t>(abi::RscType::AllResources)) return 0;
    if (type == static_cast<uint64_t>(abi::RscType::MachineSpecificReg)) {
        uint32_t const index = static_cast<uint32_t>(word_at(words, o + 8));
        uint64_t const read_mask = quad_at(words, o + 16);
        uint64_t const write_mask = quad_at(words, o + 24);
        return msr_requests(index, read_mask, write_mask, list);
    }
    if (type == static_cast<uint64_t>(abi::RscType::TrappedIoRange) && half_at(words, o + 12) % 4 == 0) return 0;
    uint32_t const n = range_requests(words, o, bytes, Call::Claim, ecam, list);
    //@ assert all: AllMayName(Call::Claim, list, n);
    return n;
}

} // namespace stm::resources
