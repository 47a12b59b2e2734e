// SPDX-License-Identifier: Apache-2.0
#include "test/resources/oracle.hpp"

namespace redoubt::test {

namespace {

using stm::Area;
using stm::Call;

constexpr std::uint64_t kPage = 4096;

std::vector<Named> with_other_name(Named const& range, Window const& window) {
    std::vector<Named> names{range};
    std::optional<Named> other;
    for (std::uint64_t bdf = 0; bdf < 256ull * window.buses; ++bdf) {
        auto const page = window.first_page + bdf;
        auto const first_byte = kPage * bdf;
        bool const by_page = range.area == Area::Physical && range.first <= page && page <= range.last;
        bool const by_number = range.area == Area::Pci && range.first <= first_byte && first_byte + 4095 <= range.last;
        if (!by_page && !by_number) continue;
        if (!other)
            other = by_page ? Named{Area::Pci, range.read, range.write, false, first_byte, 0}
                            : Named{Area::Physical, range.read, range.write, false, page, 0};
        other->last = by_page ? first_byte + 4095 : page;
    }
    if (other && (other->read || other->write)) names.push_back(*other);
    return names;
}

bool whole_mask(std::uint64_t mask) {
    return mask == 0 || ~mask == 0;
}

// The bytes of one descriptor of the right length. Nothing if a field is wrong.
std::optional<std::vector<Named>> fields(Bytes const& d, Call call, Window const& window) {
    bool const os = call != Call::Claim;
    switch (get(d, 0, 4)) {
    case 1:
    case 3: {
        auto const base = get(d, 8, 8);
        auto const length = get(d, 16, 8);
        auto const rwx = get(d, 24, 4);
        if (rwx == 0 || (rwx & ~7ull) != 0 || get(d, 28, 4) != 0) return {};
        if (length == 0 || base + length < base) return {};
        if (((base + length - 1) >> 52) != 0) return {};
        if (os && (base % kPage != 0 || length % kPage != 0)) return {};
        return with_other_name(
            {Area::Physical, (rwx & 1) != 0, (rwx & 2) != 0, (rwx & 4) != 0, base >> 12, (base + length - 1) >> 12},
            window);
    }
    case 2: {
        auto const base = get(d, 8, 2);
        auto const length = get(d, 10, 2);
        if (length == 0 || base + length > 65536 || get(d, 12, 4) != 0) return {};
        return std::vector{Named{Area::Port, true, true, false, base, base + length - 1}};
    }
    case 4: {
        auto const index = get(d, 8, 4);
        auto const read = get(d, 16, 8);
        auto const write = get(d, 24, 8);
        if ((get(d, 12, 4) & ~1ull) != 0 || (read | write) == 0) return {};
        if (os) {
            if (!whole_mask(read) || !whole_mask(write)) return {};
            return std::vector{Named{Area::Msr, read != 0, write != 0, false, index * 64, index * 64 + 63}};
        }
        std::vector<Named> bits;
        for (unsigned b = 0; b < 64; ++b)
            if (((read | write) >> b & 1) != 0)
                bits.push_back(
                    {Area::Msr, (read >> b & 1) != 0, (write >> b & 1) != 0, false, index * 64 + b, index * 64 + b});
        return bits;
    }
    case 5: {
        auto const rw = get(d, 8, 2);
        auto const base = get(d, 10, 2);
        auto const length = get(d, 12, 2);
        if (rw == 0 || rw > 3 || length == 0 || base + length > kPage || get(d, 15, 1) != 0) return {};
        if (get(d, 16, 1) != 1 || get(d, 17, 1) != 1 || get(d, 18, 2) != 6) return {};
        if (get(d, 20, 1) > 7 || get(d, 21, 1) > 31) return {};
        if (os && (base != 0 || length != kPage)) return {};
        auto const bdf = get(d, 14, 1) << 8 | get(d, 21, 1) << 3 | get(d, 20, 1);
        return with_other_name(
            {Area::Pci, (rw & 1) != 0, (rw & 2) != 0, false, bdf * kPage + base, bdf * kPage + base + length - 1},
            window);
    }
    case 6: {
        auto const base = get(d, 8, 2);
        auto const length = get(d, 10, 2);
        auto const kind = get(d, 12, 2);
        if (os || kind > 7 || get(d, 14, 2) != 0) return {};
        if (length == 0 || base + length > 65536) return {};
        if ((kind & 3) == 0) return std::vector<Named>{};
        return std::vector{Named{Area::TrappedPort, (kind & 1) != 0, (kind & 2) != 0, false, base, base + length - 1}};
    }
    case 7:
        if (call != Call::Unprotect) return {};
        return std::vector<Named>{};
    default: return {};
    }
}

} // namespace

std::optional<std::vector<Descriptor>> parse(Bytes const& bytes, Call call, Window const& window) {
    std::vector<Descriptor> all;
    std::size_t at = 0;
    while (at + 8 <= bytes.size()) {
        auto const type = get(bytes, at, 4);
        auto const length = get(bytes, at + 4, 2);
        auto const flags = get(bytes, at + 6, 2);
        if (type > 8 || (flags & 0x7fff) != 0 || at + length > bytes.size()) return {};
        std::uint64_t const lengths[] = {16, 32, 16, 32, 32, 0, 16, 8, 32};
        if (type != 5 && length != lengths[type]) return {};
        if (type == 5 && (length < 22 || length != 22 + 6 * get(bytes, at + 15, 1))) return {};
        if (type == 0) {
            if (flags != 0 || get(bytes, at + 8, 8) != 0) return {};
            return all;
        }
        Bytes const one(bytes.begin() + static_cast<long>(at), bytes.begin() + static_cast<long>(at + length));
        Descriptor found{.at = at, .type = type, .ignored = flags != 0, .names = {}};
        if (!found.ignored) {
            auto const names = fields(one, call, window);
            if (!names) return {};
            found.names = *names;
        }
        all.push_back(found);
        at += length;
    }
    return {};
}

Named named(stm::Request const& r) {
    return {r.area, r.read, r.write, r.execute, r.first, r.last};
}

} // namespace redoubt::test
