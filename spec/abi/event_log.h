// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The parameter of ManageEventLog, and the log itself (StmApi.h).
namespace stm::abi {

enum class LogRequest : uint32_t { New = 1, Configure = 2, Start = 3, Stop = 4, Clear = 5, Delete = 6 };

struct EventLogRequest {
    LogRequest sub_function_index;
    uint32_t argument;   // New: PageCount. Configure: EventEnableBitmap, bit n for EventType n
    uint64_t first_page; // New: physical addresses of PageCount pages, from here on
};
static_assert(sizeof(EventLogRequest) == 16 && __builtin_offsetof(EventLogRequest, sub_function_index) == 0 &&
              __builtin_offsetof(EventLogRequest, argument) == 4 &&
              __builtin_offsetof(EventLogRequest, first_page) == 8);

inline constexpr uint32_t kMaxLogPages = 510; // (4096 - sizeof(EventLogRequest)) / 8

enum class EventType : uint16_t {
    LogStarted = 0,
    LogStopped = 1,
    LogInvalidParameterDetected = 2, // data: the call's Function
    HandledProtectionException = 3,  // data, here and below: a resource descriptor
    BiosAccessToUnclaimedResource = 4,
    MleResourceProtectionGranted = 5,
    MleResourceProtectionDenied = 6,
    MleResourceUnprotect = 7,
    MleResourceUnprotectError = 8,
    MleDomainTypeDegraded = 9, // data: DomainTypeDegraded
};
inline constexpr uint32_t kEventTypes = 10; // EvtMleMax; of EventEnableBitmap, bits from here on are reserved

struct LogEntryHeader {
    uint32_t event_serial_number;
    EventType type;
    uint16_t flags;

    // flags
    static constexpr uint16_t kLock = 1u << 0;
    static constexpr uint16_t kValid = 1u << 1;
    static constexpr uint16_t kReadByMle = 1u << 2;
    static constexpr uint16_t kWrapped = 1u << 3;
    static constexpr uint16_t kReserved = 0xfff0;
};
static_assert(sizeof(LogEntryHeader) == 8 && __builtin_offsetof(LogEntryHeader, event_serial_number) == 0 &&
              __builtin_offsetof(LogEntryHeader, type) == 4 && __builtin_offsetof(LogEntryHeader, flags) == 6);

// A slot of the log. Longer data is cut off.
struct LogEntry {
    LogEntryHeader header;
    uint8_t data[248];
};
inline constexpr uint32_t kLogEntriesPerPage = 16;
static_assert(sizeof(LogEntry) == 256 && __builtin_offsetof(LogEntry, header) == 0 &&
              __builtin_offsetof(LogEntry, data) == 8);

struct DomainTypeDegraded {
    uint64_t vmcs_phys_pointer;
    uint8_t expected_domain_type;
    uint8_t degraded_domain_type;
    uint8_t beyond[6]; // no part of it
};
static_assert(__builtin_offsetof(DomainTypeDegraded, vmcs_phys_pointer) == 0 &&
              __builtin_offsetof(DomainTypeDegraded, expected_domain_type) == 8 &&
              __builtin_offsetof(DomainTypeDegraded, degraded_domain_type) == 9 &&
              __builtin_offsetof(DomainTypeDegraded, beyond) == 10);

} // namespace stm::abi
