// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/address_space.hpp"
#include "machine/report.hpp"

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

namespace redoubt::machine {

// Whose access it is: SMRAM answers a processor in SMM alone (SDM vol. 3C 34.4, SDM vol. 3A 11.11.2.4).
enum class Origin : uint8_t { Processor, ProcessorInSmm, Dma };

// Behind an address range that is no memory.
class Device {
public:
    Device() = default;
    Device(Device const&) = delete;
    Device& operator=(Device const&) = delete;
    virtual ~Device() = default;

    virtual uint64_t read(uint64_t offset, unsigned size) = 0; // 1, 2, 4 or 8 bytes
    virtual void write(uint64_t offset, unsigned size, uint64_t value) = 0;
};

// Told of every access to a page, before it takes place.
class Watcher {
public:
    Watcher() = default;
    Watcher(Watcher const&) = delete;
    Watcher& operator=(Watcher const&) = delete;
    virtual ~Watcher() = default;

    virtual void accessed(uint64_t physical, unsigned size, Access access, Origin origin) = 0;
};

// Told where software's accesses lead, once they are translated: of each page that a processor asks for, before it uses it,
// and of the paging structures that it walks on the way. A processor keeps pages, and asks again when it was told to forget.
class Lookout {
public:
    Lookout() = default;
    Lookout(Lookout const&) = delete;
    Lookout& operator=(Lookout const&) = delete;
    virtual ~Lookout() = default;

    virtual void reached(uint64_t physical, Access access, Origin origin) = 0;
};

// Keeps addresses of pages in the host, and has to forget them when what they stand for changes.
class PageKeeper {
public:
    PageKeeper() = default;
    PageKeeper(PageKeeper const&) = delete;
    PageKeeper& operator=(PageKeeper const&) = delete;
    virtual ~PageKeeper() = default;

    virtual void forget_pages() = 0;
};

struct Range {
    uint64_t base = 0;
    uint64_t size = 0;
    [[nodiscard]] bool contains(uint64_t address) const { return address - base < size; }
    bool operator==(Range const&) const = default;
};

// All that physical addresses reach. Memory exists from the first access on and holds zeros until then.
class PhysicalMemory {
public:
    explicit PhysicalMemory(Reporter& reporter) : reporter_(reporter) {}

    void add_ram(Range range);                    // whole pages
    void add_device(Range range, Device& device); // hides the RAM of each page that it has a part of
    void set_smram(Range range); // whole pages within RAM; closed to all but processors in SMM from now on
    [[nodiscard]] Range smram() const { return smram_; }

    // One watcher a page. Pages that are watched are as a device's: each access asks.
    void watch(uint64_t physical, Watcher& watcher);
    void unwatch(uint64_t physical);
    void attach(PageKeeper& keeper) { keepers_.push_back(&keeper); }
    void forget_pages(); // all keepers; so that a lookout is told of each page that is used from now on

    // One lookout for all memory, or none. Who translates an address tells where it leads; closed SMRAM is no exception.
    void set_lookout(Lookout* lookout) { lookout_ = lookout; }
    void tell_lookout(uint64_t physical, Access access, Origin origin) {
        if (lookout_ != nullptr) lookout_->reached(physical, access, origin);
    }

    // The page of an address, as an access may use it. Without bytes: read() and write() are to be asked.
    [[nodiscard]] Page page(uint64_t physical, Origin origin);

    // Up to 8 bytes within a page. Where nothing is, reads give ones and writes are lost; in closed SMRAM too, and that
    // is reported.
    uint64_t read(uint64_t physical, unsigned size, Origin origin);
    void write(uint64_t physical, unsigned size, uint64_t value, Origin origin);

    // What VMX looks at by itself (VMCS regions, areas and bitmaps): neither closed nor watched. Null: no RAM there.
    [[nodiscard]] std::byte* ram(uint64_t physical);
    [[nodiscard]] uint64_t word(uint64_t physical, unsigned size); // ones where no RAM is
    void set_word(uint64_t physical, unsigned size, uint64_t value);

    // The same in what software outside SMM names to VMX (areas, bitmaps, the revision of a region): closed SMRAM reads as
    // ones there, and keeps its bytes.
    [[nodiscard]] bool closed(uint64_t physical, Origin origin) const;
    [[nodiscard]] uint64_t named_word(uint64_t physical, unsigned size, Origin origin);
    void set_named_word(uint64_t physical, unsigned size, uint64_t value, Origin origin);

private:
    using Bytes = std::array<std::byte, kPageSize>;
    struct Placed {
        Range range;
        Device* device;
    };

    [[nodiscard]] std::byte* page_bytes(uint64_t physical);
    [[nodiscard]] bool holds_ram(uint64_t page) const;
    [[nodiscard]] Placed const* device_at(uint64_t physical) const;
    void tell_watcher(uint64_t physical, unsigned size, Access access, Origin origin);
    void report_closed(uint64_t physical, unsigned size, Access access, Origin origin);

    Reporter& reporter_;
    std::vector<Range> ram_;
    std::vector<Placed> devices_;
    Range smram_ = {};
    std::unordered_map<uint64_t, std::unique_ptr<Bytes>> pages_; // by page number
    std::unordered_map<uint64_t, Watcher*> watchers_;            // by page number
    std::vector<PageKeeper*> keepers_;
    Lookout* lookout_ = nullptr;
};

} // namespace redoubt::machine
