// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/manage.h"

namespace stm::domains {

constexpr uint64_t kAdd = static_cast<uint64_t>(abi::AddOrRemove::Add);

/*@ requires \valid_read(&page);
    assigns \nothing;
    ensures \result <==> WellFormed(&page, end);
*/
[[nodiscard]] static bool is_well_formed(arch::Page const& page, uint64_t end) {
    uint64_t const action = page.word[1] / 0x100000000;
    return action <= kAdd && page.word[1] / 0x400 % 0x400000 == 0 && page.word[0] % 0x1000 == 0 && page.word[0] < end;
}

/*@ requires \valid_read(&page);
    assigns \nothing;
    ensures IsDomain(\result, TypeOf(&page), XStateOf(&page), DegradationOf(&page));
    ensures bits: \result.degradation <= 0xf;
*/
[[nodiscard]] static Domain domain_in(arch::Page const& page) {
    return {.type = static_cast<abi::DomainType>(page.word[1] % 0x10),
            .xstate = static_cast<abi::XStatePolicy>(page.word[1] / 0x10 % 4),
            .degradation = static_cast<uint8_t>(page.word[1] / 0x40 % 0x10)};
}

/*@ requires \valid(&database) && VmcsDatabase::Inv(&database) && domain.degradation <= 0xf;
    assigns database;
    ensures VmcsDatabase::Inv(&database);
    ensures malformed: \result == abi::Status::InvalidParameter <==>
      !KnownType(domain.type) || !KnownXState(domain.xstate);
    ensures present: \result == abi::Status::InvalidVmcsDatabase <==>
      ValidDomain(domain) && \old(VmcsDatabase::Member(&database, pointer));
    ensures full: \result == abi::Status::OutOfResources <==>
      ValidDomain(domain) && !\old(VmcsDatabase::Member(&database, pointer)) && \old(VmcsDatabase::Full(&database));
    ensures done: \result == abi::Status::Success <==>
      ValidDomain(domain) && !\old(VmcsDatabase::Member(&database, pointer)) && !\old(VmcsDatabase::Full(&database));
    ensures named: \result == abi::Status::InvalidParameter || \result == abi::Status::InvalidVmcsDatabase ||
      \result == abi::Status::OutOfResources || \result == abi::Status::Success;
    ensures refused: \result != abi::Status::Success ==> database == \old(database);
    ensures added: \result == abi::Status::Success ==>
      VmcsDatabase::Says(&database, pointer, domain.type, domain.xstate, domain.degradation);
    ensures members: VmcsDatabase::OtherMembers{Pre, Post}(&database, pointer);
    ensures others: VmcsDatabase::Others{Pre, Post}(&database, pointer);
*/
[[nodiscard]] static abi::Status add_to(VmcsDatabase& database, uint64_t pointer, Domain domain) {
    if (!is_valid(domain)) return abi::Status::InvalidParameter;
    if (database.contains(pointer)) return abi::Status::InvalidVmcsDatabase;
    if (database.is_full()) return abi::Status::OutOfResources;
    database.add(pointer, domain);
    return abi::Status::Success;
}

/*@ requires \valid(&database) && VmcsDatabase::Inv(&database);
    assigns database;
    ensures VmcsDatabase::Inv(&database);
    ensures missing: \result == abi::Status::InvalidVmcsDatabase <==> !\old(VmcsDatabase::Member(&database, pointer));
    ensures done: \result == abi::Status::Success <==> \old(VmcsDatabase::Member(&database, pointer));
    ensures refused: \result != abi::Status::Success ==> database == \old(database);
    ensures removed: !VmcsDatabase::Member(&database, pointer);
    ensures members: VmcsDatabase::OtherMembers{Pre, Post}(&database, pointer);
    ensures others: VmcsDatabase::Others{Pre, Post}(&database, pointer);
*/
[[nodiscard]] static abi::Status remove_from(VmcsDatabase& database, uint64_t pointer) {
    if (!database.contains(pointer)) return abi::Status::InvalidVmcsDatabase;
    database.remove(pointer);
    return abi::Status::Success;
}

abi::Status manage(VmcsDatabase& database, arch::Page const& page, vmcs::Smram const& smram, uint64_t end) {
    if (!is_well_formed(page, end)) return abi::Status::InvalidParameter;
    uint64_t const pointer = page.word[0];
    if (!vmcs::foreign(smram, end, pointer)) return abi::Status::SecurityViolation;
    if (page.word[1] / 0x100000000 == kAdd) {
        return add_to(database, pointer, domain_in(page));
    }
    return remove_from(database, pointer);
}

} // namespace stm::domains
