// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/handler_mailbox.hpp"

namespace redoubt::machine::guest {

void carry_out(HandlerMailbox& mailbox, HandlerOrder& order);

void call_monitor(HandlerOrder& order);
void meet(HandlerMailbox& mailbox, HandlerOrder& order);
void misbehave(HandlerOrder const& order);

} // namespace redoubt::machine::guest
