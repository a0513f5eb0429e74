#include "ssh/private_key.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "base/base64.hpp"
#include "ssh/bcrypt_pbkdf.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh {
namespace {

template <auto Free>
struct Freer {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freer<Free>>;

using Key = std::shared_ptr<EVP_PKEY>;
using Number = Owned<BIGNUM, BN_clear_free>;

struct Curve {
    const char* ssh;      // the last part of the key type
    const char* openssl;  // the name of the group
};
constexpr std::array<Curve, 3> curves{
    {{"nistp256", SN_X9_62_prime256v1}, {"nistp384", SN_secp384r1}, {"nistp521", SN_secp521r1}}};

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string bytes_of(const BIGNUM* number) {
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

Number number_of(std::string_view bytes) {
    return Number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key shared(EVP_PKEY* key) {
    if (key == nullptr) throw KeyUnusable("holds a damaged private key");
    return Key(key, EVP_PKEY_free);
}

std::string number_parameter(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw KeyUnusable("holds a damaged private key");
    const Number owned(number);
    return bytes_of(number);
}

std::string rsa_blob(const EVP_PKEY* key) {
    std::string blob;
    wire::put_string(blob, "ssh-rsa");
    wire::put_integer(blob, number_parameter(key, OSSL_PKEY_PARAM_RSA_E));
    wire::put_integer(blob, number_parameter(key, OSSL_PKEY_PARAM_RSA_N));
    return blob;
}

std::string ed25519_blob(const EVP_PKEY* key) {
    std::string raw(32, '\0');
    std::size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size);
    std::string blob;
    wire::put_string(blob, "ssh-ed25519");
    wire::put_string(blob, raw);
    return blob;
}

std::string ecdsa_blob(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    std::array<unsigned char, 256> point{};
    std::size_t size = 0;
    EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr);
    EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size);
    for (const auto& curve : curves) {
        if (std::strcmp(curve.openssl, group.data()) != 0) continue;
        std::string blob;
        wire::put_string(blob, std::string("ecdsa-sha2-") + curve.ssh);
        wire::put_string(blob, curve.ssh);
        wire::put_string(blob, {reinterpret_cast<const char*>(point.data()), size});
        return blob;
    }
    throw KeyUnusable("holds a key on a curve that SSH does not know");
}

std::string blob_of(const EVP_PKEY* key) {
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA: return rsa_blob(key);
        case EVP_PKEY_ED25519: return ed25519_blob(key);
        case EVP_PKEY_EC: return ecdsa_blob(key);
        default: throw KeyUnusable("holds a key that is neither Ed25519, ECDSA nor RSA");
    }
}

const EVP_MD* digest_for(std::string_view algorithm) {
    if (algorithm == "rsa-sha2-512" || algorithm == "ecdsa-sha2-nistp521") return EVP_sha512();
    if (algorithm == "rsa-sha2-256" || algorithm == "ecdsa-sha2-nistp256") return EVP_sha256();
    if (algorithm == "ecdsa-sha2-nistp384") return EVP_sha384();
    if (algorithm == "ssh-rsa") return EVP_sha1();
    return nullptr;  // Ed25519 has its own
}

// OpenSSL's DER becomes the two numbers that SSH wants.
std::optional<std::string> ssh_form_of_ecdsa(std::string_view der) {
    const unsigned char* at = octets(der);
    const Owned<ECDSA_SIG, ECDSA_SIG_free> signature(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    if (!signature) return std::nullopt;
    std::string form;
    wire::put_integer(form, bytes_of(ECDSA_SIG_get0_r(signature.get())));
    wire::put_integer(form, bytes_of(ECDSA_SIG_get0_s(signature.get())));
    return form;
}

Key key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder));
    const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1) {
        key = nullptr;
    }
    return shared(key);
}

Key read_rsa(wire::Reader& fields) {
    const auto n = number_of(fields.string());
    const auto e = number_of(fields.string());
    const auto d = number_of(fields.string());
    const auto coefficient = number_of(fields.string());
    const auto p = number_of(fields.string());
    const auto q = number_of(fields.string());
    const Owned<BN_CTX, BN_CTX_free> scratch(BN_CTX_secure_new());
    const Number one(BN_new());
    const Number less(BN_new());
    const Number dp(BN_new());
    const Number dq(BN_new());
    BN_one(one.get());
    BN_sub(less.get(), p.get(), one.get());
    BN_mod(dp.get(), d.get(), less.get(), scratch.get());
    BN_sub(less.get(), q.get(), one.get());
    BN_mod(dq.get(), d.get(), less.get(), scratch.get());
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    const std::array<std::pair<const char*, const BIGNUM*>, 8> numbers{{
        {OSSL_PKEY_PARAM_RSA_N, n.get()},
        {OSSL_PKEY_PARAM_RSA_E, e.get()},
        {OSSL_PKEY_PARAM_RSA_D, d.get()},
        {OSSL_PKEY_PARAM_RSA_FACTOR1, p.get()},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, q.get()},
        {OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get()},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get()},
        {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, coefficient.get()},
    }};
    for (const auto& [name, number] : numbers) OSSL_PARAM_BLD_push_BN(builder.get(), name, number);
    return key_from("RSA", builder.get());
}

Key read_ecdsa(wire::Reader& fields) {
    const auto curve_name = fields.string();
    const auto point = fields.string();
    const auto secret = number_of(fields.string());
    for (const auto& curve : curves) {
        if (curve_name != curve.ssh) continue;
        const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.openssl, 0);
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get());
        return key_from("EC", builder.get());
    }
    throw KeyUnusable("holds a key on a curve that SSH does not know");
}

Key read_ed25519(wire::Reader& fields) {
    fields.string();  // the public half, which the private one implies
    const auto seed = fields.string().substr(0, 32);
    return shared(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed), seed.size()));
}

constexpr std::string_view openssh_begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view openssh_end = "-----END OPENSSH PRIVATE KEY-----";

/// OpenSSH's format, as described in its PROTOCOL.key.
struct Envelope {
    std::string bytes;
    std::string_view cipher;
    std::string_view derivation;
    std::string_view options;
    std::string_view public_blob;
    std::string_view secret;
};

// `bytes` outlives the views: the envelope is filled in place.
void open_envelope(std::string_view text, Envelope& envelope) {
    const auto begin = text.find(openssh_begin) + openssh_begin.size();
    const auto end = text.find(openssh_end, begin);
    const auto decoded = base64::decode(text.substr(begin, end == std::string_view::npos ? 0 : end - begin));
    envelope.bytes = decoded.value_or("");
    wire::Reader fields(envelope.bytes);
    const auto magic = fields.take(15);
    envelope.cipher = fields.string();
    envelope.derivation = fields.string();
    envelope.options = fields.string();
    const auto count = fields.number();
    envelope.public_blob = fields.string();
    envelope.secret = fields.string();
    if (!fields.ok() || count != 1 || magic != std::string_view("openssh-key-v1\0", 15))
        throw KeyUnusable("holds a damaged private key");
}

const EVP_CIPHER* cipher_named(std::string_view name) {
    if (name == "aes256-ctr") return EVP_aes_256_ctr();
    if (name == "aes192-ctr") return EVP_aes_192_ctr();
    if (name == "aes128-ctr") return EVP_aes_128_ctr();
    if (name == "aes256-cbc") return EVP_aes_256_cbc();
    if (name == "aes192-cbc") return EVP_aes_192_cbc();
    if (name == "aes128-cbc") return EVP_aes_128_cbc();
    throw KeyUnusable("is encrypted with " + std::string(name) +
                      ", which is not supported: re-encrypt it with ssh-keygen -p -Z aes256-ctr");
}

std::string decrypt(const Envelope& envelope, const Secret& passphrase) {
    if (envelope.cipher == "none") return std::string(envelope.secret);
    if (envelope.derivation != "bcrypt") throw KeyUnusable("has a key derivation that is not known");
    const auto* cipher = cipher_named(envelope.cipher);
    wire::Reader options(envelope.options);
    const auto salt = options.string();
    const auto rounds = options.number();
    const auto key_size = static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher));
    const auto iv_size = static_cast<std::size_t>(EVP_CIPHER_get_iv_length(cipher));
    if (!options.ok() || salt.empty() || rounds == 0 || passphrase.empty()) return {};
    const auto derived = bcrypt_pbkdf(passphrase.reveal(), salt, rounds, key_size + iv_size);
    const Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
    std::string plain(envelope.secret.size() + 32, '\0');
    int size = 0;
    EVP_DecryptInit_ex(context.get(), cipher, nullptr, octets(derived), octets(derived) + key_size);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(plain.data()), &size,
                      octets(envelope.secret), static_cast<int>(envelope.secret.size()));
    plain.resize(static_cast<std::size_t>(size));
    return plain;
}

// Two equal numbers at the front tell a right passphrase from a wrong one.
std::optional<PrivateKey> read_secret(const std::string& plain) {
    wire::Reader fields(plain);
    const auto check = fields.number();
    if (check != fields.number() || !fields.ok()) return std::nullopt;
    const auto type = fields.string();
    if (type == "ssh-rsa") return PrivateKey(read_rsa(fields));
    if (type == "ssh-ed25519") return PrivateKey(read_ed25519(fields));
    if (type.rfind("ecdsa-sha2-", 0) == 0) return PrivateKey(read_ecdsa(fields));
    throw KeyUnusable("holds a " + std::string(type) +
                      " key, which is not supported (Ed25519, ECDSA and RSA are)");
}

int hand_passphrase(char* to, int size, int, void* passphrase) {
    const auto& text = static_cast<const Secret*>(passphrase)->reveal();
    if (text.size() > static_cast<std::size_t>(size)) return -1;
    std::memcpy(to, text.data(), text.size());
    return static_cast<int>(text.size());
}

}  // namespace

PrivateKey::PrivateKey(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key)), public_blob_(blob_of(key_.get())) {}

std::optional<std::string> PrivateKey::sign(std::string_view data, std::string_view algorithm) const {
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t size = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, digest_for(algorithm), nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, octets(data),
                       data.size()) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    signature.resize(size);
    if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC) return ssh_form_of_ecdsa(signature);
    return signature;
}

KeyFile::KeyFile(std::string text) : text_(std::move(text)) {
    openssh_ = text_.find(openssh_begin) != std::string::npos;
    if (openssh_) {
        Envelope envelope;
        open_envelope(text_, envelope);
        encrypted_ = envelope.cipher != "none";
        public_blob_ = envelope.public_blob;
        return;
    }
    if (text_.find("PRIVATE KEY-----") == std::string::npos) throw KeyUnusable("is not a private key");
    encrypted_ = text_.find("ENCRYPTED") != std::string::npos;
}

std::optional<PrivateKey> KeyFile::unlock(const Secret& passphrase) const {
    if (openssh_) {
        Envelope envelope;
        open_envelope(text_, envelope);
        return read_secret(decrypt(envelope, passphrase));
    }
    const Owned<BIO, BIO_free_all> source(BIO_new_mem_buf(text_.data(), static_cast<int>(text_.size())));
    Secret given = passphrase;
    EVP_PKEY* key = PEM_read_bio_PrivateKey(source.get(), nullptr, hand_passphrase, &given);
    if (key == nullptr) ERR_clear_error();
    if (key == nullptr && encrypted_) return std::nullopt;
    return PrivateKey(shared(key));
}

}  // namespace wheels::ssh
