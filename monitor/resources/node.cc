// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/node.h"

namespace stm::resources {

constexpr uint64_t kAll = 0xffffffffffffffff;
constexpr uint64_t kPciHeader = sizeof(abi::RscPciCfg);
constexpr uint64_t kPciNode = sizeof(abi::PciDevicePathNode);

/*@ assigns \nothing;
    ensures \result == LengthOfType(type);
*/
[[nodiscard]] static uint64_t length_of_type(uint64_t type) {
    if (type == 7) return sizeof(abi::RscHeader);
    if (type == 0 || type == 2 || type == 6) return sizeof(abi::RscIo);
    if (type <= 8) return sizeof(abi::RscMem);
    return 0;
}

/*@ requires Readable(words, bytes) && o + 8 <= bytes && o + LengthAt(words, o) <= bytes;
    assigns \nothing;
    ensures \result <==> RightLength(words, o);
*/
[[nodiscard]] static bool has_right_length(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes) {
    uint64_t const type = word_at(words, o);
    uint64_t const length = half_at(words, o + 4);
    if (type == static_cast<uint64_t>(abi::RscType::PciCfgRange)) {
        if (length < kPciHeader + kPciNode) return false;
        return length == kPciHeader + kPciNode + kPciNode * byte_at(words, o + 15);
    }
    return length > 0 && length == length_of_type(type);
}

bool is_ignored(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes) {
    return half_at(words, o + 6) == abi::RscHeader::kIgnoreResource;
}

bool is_framed(uint64_t const* words, uint32_t o, uint32_t bytes) {
    if (bytes - o < sizeof(abi::RscHeader)) return false;
    uint64_t const flags = half_at(words, o + 6);
    if (flags != 0 && flags != abi::RscHeader::kIgnoreResource) return false;
    if (bytes - o < half_at(words, o + 4)) return false;
    return has_right_length(words, o, bytes);
}

/*@ requires Readable(words, bytes) && o + 32 <= bytes;
    assigns \nothing;
    ensures \result <==> MemRange(words, o, call);
*/
[[nodiscard]] static bool is_mem(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, Call call) {
    uint64_t const base = quad_at(words, o + 8);
    uint64_t const length = quad_at(words, o + 16);
    uint64_t const attributes = word_at(words, o + 24);
    uint64_t const reserved = word_at(words, o + 28);
    if (attributes == 0 || attributes > 7 || reserved != 0) return false;
    if (length == 0 || length > kAddressEnd || base > kAddressEnd - length) return false;
    return call == Call::Claim || (base % 0x1000 == 0 && length % 0x1000 == 0);
}

/*@ requires Readable(words, bytes) && o + 16 <= bytes;
    assigns \nothing;
    ensures \result <==> IoRange(words, o);
*/
[[nodiscard]] static bool is_io(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes) {
    uint64_t const base = half_at(words, o + 8);
    uint64_t const length = half_at(words, o + 10);
    uint64_t const reserved = word_at(words, o + 12);
    return length >= 1 && base + length <= 0x10000 && reserved == 0;
}

/*@ requires Readable(words, bytes) && o + 32 <= bytes;
    assigns \nothing;
    ensures \result <==> Msr(words, o, call);
*/
[[nodiscard]] static bool is_msr(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, Call call) {
    uint64_t const attributes = word_at(words, o + 12);
    uint64_t const read_mask = quad_at(words, o + 16);
    uint64_t const write_mask = quad_at(words, o + 24);
    if (attributes > 1 || (read_mask == 0 && write_mask == 0)) return false;
    return call == Call::Claim || ((read_mask == 0 || read_mask == kAll) && (write_mask == 0 || write_mask == kAll));
}

/*@ requires Readable(words, bytes) && o + 22 <= bytes;
    assigns \nothing;
    ensures \result <==> PciPath(words, o);
*/
[[nodiscard]] static bool is_pci_path(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes) {
    uint64_t const last_node = byte_at(words, o + 15);
    uint64_t const type = byte_at(words, o + 16);
    uint64_t const subtype = byte_at(words, o + 17);
    uint64_t const length = half_at(words, o + 18);
    uint64_t const function = byte_at(words, o + 20);
    uint64_t const device = byte_at(words, o + 21);
    return last_node == 0 && type == 1 && subtype == 1 && length == kPciNode && function < 8 && device < 32;
}

/*@ requires Readable(words, bytes) && o + 22 <= bytes;
    assigns \nothing;
    ensures \result <==> PciCfgRange(words, o, call);
*/
[[nodiscard]] static bool is_pci(uint64_t const* words, uint32_t o, uint32_t bytes, Call call) {
    uint64_t const attributes = half_at(words, o + 8);
    uint64_t const base = half_at(words, o + 10);
    uint64_t const length = half_at(words, o + 12);
    if (attributes == 0 || attributes > 3) return false;
    if (length == 0 || base + length > kPciFunctionBytes) return false;
    if (call != Call::Claim && length != kPciFunctionBytes) return false;
    return is_pci_path(words, o, bytes);
}

/*@ requires Readable(words, bytes) && o + 16 <= bytes;
    assigns \nothing;
    ensures \result <==> TrappedIoRange(words, o, call);
*/
[[nodiscard]] static bool is_trapped_io(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, Call call) {
    uint64_t const base = half_at(words, o + 8);
    uint64_t const length = half_at(words, o + 10);
    uint64_t const kind = half_at(words, o + 12);
    uint64_t const reserved = half_at(words, o + 14);
    if (call != Call::Claim || kind > 7 || reserved != 0) return false;
    return length >= 1 && base + length <= 0x10000;
}

/*@ requires Readable(words, bytes) && call <= Call::Unprotect && Framed(words, o, bytes);
    assigns \nothing;
    ensures \result <==> Fields(words, o, call);
*/
[[nodiscard]] static bool has_good_fields(uint64_t const* words, uint32_t o, uint32_t bytes, Call call) {
    switch (word_at(words, o)) {
    case 1:
    case 3: return is_mem(words, o, bytes, call);
    case 2: return is_io(words, o, bytes);
    case 4: return is_msr(words, o, bytes, call);
    case 5: return is_pci(words, o, bytes, call);
    case 6: return is_trapped_io(words, o, bytes, call);
    case 7: return call == Call::Unprotect;
    default: return false;
    }
}

bool is_good(uint64_t const* words, uint32_t o, uint32_t bytes, Call call) {
    bool const framed = is_framed(words, o, bytes);
    if (!framed) return false;
    if (word_at(words, o) == static_cast<uint64_t>(abi::RscType::EndOfResources)) return false;
    bool const ignored = is_ignored(words, o, bytes);
    return ignored || has_good_fields(words, o, bytes, call);
}

bool is_end(uint64_t const* words, uint32_t o, uint32_t bytes) {
    bool const framed = is_framed(words, o, bytes);
    if (!framed) return false;
    if (word_at(words, o) != static_cast<uint64_t>(abi::RscType::EndOfResources)) return false;
    bool const ignored = is_ignored(words, o, bytes);
    return !ignored && quad_at(words, o + 8) == 0;
}

} // namespace stm::resources
