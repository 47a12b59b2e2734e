// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/domains.hpp"
#include "test/fuzz/seeds.hpp"

namespace redoubt::fuzz {
namespace {

void put_manage(Seed& seed, unsigned index, unsigned type, bool add = true, unsigned degradation = 0) {
    seed.below(kDomainSteps, static_cast<unsigned>(DomainStep::Manage));
    put_asked(seed, index, type, 0, degradation, add);
}

constexpr unsigned kTrappedPort = 1;
constexpr unsigned kRestore = 4; // SmramToVmcsRestoreRequired
constexpr unsigned kIoSmi = 1;

// `random` decides the context's registers and the exit qualification; `wrote` what the handler writes.
void put_smi(Seed& seed, unsigned index, unsigned event, unsigned random, unsigned guest, Bytes const& wrote = {0}) {
    seed.below(kDomainSteps, static_cast<unsigned>(DomainStep::Smi));
    put_pointer(seed, index);
    seed.byte(event).number(2, random).byte(guest).bytes(wrote);
}

} // namespace

Corpus domains_seeds() {
    Seed requests;
    put_manage(requests, 1, 0xf);
    put_manage(requests, 1, 0xf);
    put_manage(requests, 1, 0xf, false);
    put_manage(requests, 1, 0xf, false);
    put_manage(requests, 2, 0x5);
    put_manage(requests, 0xf2, 0xf);
    put_manage(requests, 0xd2, 0xf);
    requests.below(kDomainSteps, static_cast<unsigned>(DomainStep::Fill));
    Seed whole;
    for (unsigned random = 0; random < 6; ++random) // restarted, with RIP and RFLAGS of the handler's
    {
        Seed wrote;
        wrote.byte(2 | 4 | 8 | 16 | 32);
        put_code_address(wrote, 0x1000 + random);
        put_code_address(wrote, 0x2000);
        put_smi(whole, 3, kRestore, random, kIoSmi, wrote.number(8, 0x246).all());
    }
    put_smi(whole, 3, 0, 7, 0);
    Corpus all{{"requests", requests.all()}, {"whole", whole.all()}};
    for (unsigned const type : {0x4u, 0x6u, 0xcu, 0xdu, 0xeu, 0xfu}) {
        Seed seed;
        put_manage(seed, 1, type);
        put_manage(seed, 2, type, true, 0xf);
        for (unsigned random = 0; random < 6; ++random)
            put_smi(seed, 1, kTrappedPort | kRestore, random, kIoSmi);
        put_smi(seed, 2, kTrappedPort | kRestore, 0, kIoSmi);
        put_smi(seed, 1, kRestore, 6, 0);
        all.emplace("type_" + std::to_string(type), seed.all());
    }
    return all;
}

} // namespace redoubt::fuzz
