// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

namespace redoubt::tsl::test {

// Names and sentences that mean something in markup, one that acts on itself, and an action with many arguments.
class Parcels : public Model {
public:
    struct Parcel : Abstract {};
    Function<bool(Parcel)> sent = state<bool(Parcel)>("sent");

    Parcels() : Model("T9", "parcels", "<parcels> & \"post\"") {
        initially(sent, false);
        action("send", {"<R&D>", "a \"post\""}, [&](Action& act, Term<Parcel> parcel) { act.set(sent(parcel), true); });
        action("wait_for_collection", {"a \"post\"", "a \"post\""}, [&](Action&) {});
        action("send_all_of_them_at_once", {"<R&D>", "a post office far away"},
               [&](Action& act, Term<Parcel> a, Term<Parcel> b, Term<Parcel> c) {
                   act.set_all(sent, [&](Term<Parcel> each) { return each == a || each == b || each == c; });
               });
        safety("fine", "REQ-POST-<1>: all is <well> & \"fine\"", Term<bool>(true));
        cover("sent", exists([&](Term<Parcel> parcel) { return sent(parcel); }));
        instance({size<Parcel>(3)});
        finish();
    }
};

} // namespace redoubt::tsl::test
