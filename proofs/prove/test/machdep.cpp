// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/file.hpp"
#include "proofs/prove/frama_c.hpp"
#include "proofs/prove/test/scratch.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <fmt/core.h>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace redoubt;

namespace {

struct Type {
    std::string_view c; // C11
    std::size_t size;
    std::size_t alignment; // in a structure
};

template <typename T>
Type type(char const* c) {
    struct Behind {
        char start;
        T value;
    };
    return {c, sizeof(T), offsetof(Behind, value)};
}

// What this compiler says of every type that Checked C++ is lowered to.
std::vector<Type> types() {
    return {type<bool>("_Bool"),        type<char>("char"),         type<short>("short"),
            type<int>("int"),           type<long>("long"),         type<long long>("long long"),
            type<void*>("void *"),      type<int8_t>("int8_t"),     type<int16_t>("int16_t"),
            type<int32_t>("int32_t"),   type<int64_t>("int64_t"),   type<uint8_t>("uint8_t"),
            type<uint16_t>("uint16_t"), type<uint32_t>("uint32_t"), type<uint64_t>("uint64_t")};
}

// An array of a negative size is an error in any C, whatever Frama-C makes of _Static_assert.
std::string claim(std::string const& name, std::string const& condition) {
    return fmt::format("char {}[({}) ? 1 : -1];\n", name, condition);
}

std::string program(std::vector<Type> const& types) {
    std::string text = "#include <stdint.h>\n#include <stddef.h>\n" +
                       claim("sign_of_char", std::is_signed_v<char> ? "(char)-1 < 0" : "(char)-1 > 0");
    unsigned n = 0;
    for (auto const& each : types) {
        ++n;
        text += fmt::format("struct behind_{} {{ char start; {} value; }};\n", n, each.c);
        text += claim(fmt::format("size_{}", n), fmt::format("sizeof({}) == {}", each.c, each.size));
        text += claim(fmt::format("alignment_{}", n),
                      fmt::format("offsetof(struct behind_{}, value) == {}", n, each.alignment));
    }
    return text;
}

bool frama_c_agrees(std::string const& text) {
    prove::test::Scratch scratch;
    auto const file = scratch.directory() / "types.c";
    prove::write_file(file, text);
    return support::run_captured(
               {.argv = {"frama-c", "-machdep", prove::machdep, file}, .limit = std::chrono::seconds(60)})
        .ok();
}

} // namespace

TEST_CASE("Frama-C lays out types as the compiler does") {
    CHECK(frama_c_agrees(program(types())));
}

TEST_CASE("Frama-C notices a type of another size, another alignment or another sign") {
    auto wrong = types();
    std::ranges::find(wrong, std::string_view("long"), &Type::c)->size = 4;
    CHECK_FALSE(frama_c_agrees(program(wrong)));
    wrong = types();
    std::ranges::find(wrong, std::string_view("uint64_t"), &Type::c)->alignment = 4;
    CHECK_FALSE(frama_c_agrees(program(wrong)));
    CHECK_FALSE(frama_c_agrees(claim("sign_of_char", "(char)-1 > 0")));
}
