// SPDX-License-Identifier: Apache-2.0
#include "tools/image/digest.hpp"

#include <array>
#include <fmt/core.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace redoubt::image {
namespace {

std::string digest(EVP_MD const* algorithm, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), value.data(), &size, algorithm, nullptr) != 1)
        throw std::runtime_error("libcrypto cannot compute a digest");
    std::string text;
    for (unsigned i = 0; i < size; ++i)
        text += fmt::format("{:02x}", value[i]);
    return text;
}

} // namespace

std::string sha256(std::string_view bytes) {
    return digest(EVP_sha256(), bytes);
}

std::string sha384(std::string_view bytes) {
    return digest(EVP_sha384(), bytes);
}

} // namespace redoubt::image
