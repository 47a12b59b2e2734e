// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace redoubt::machine::gdb {

// Bytes to and from a debugger.
class Connection {
public:
    Connection() = default;
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;
    virtual ~Connection() = default;

    // What has come, at least a byte when it waits. Nothing: the connection is lost.
    enum class Wait : bool { No, Yes };
    [[nodiscard]] virtual std::optional<std::string> receive(Wait wait) = 0;

    [[nodiscard]] virtual bool send(std::string_view bytes) = 0; // all of them; false: the connection is lost
};

} // namespace redoubt::machine::gdb
