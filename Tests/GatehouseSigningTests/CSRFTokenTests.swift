import GatehouseSigning
import Testing

@Suite("CSRF tokens")
struct CSRFTokenTests {
    /// Made by Django 6.1.3's `_mask_cipher_secret`.
    @Test(
        "masks as Django does, and back",
        arguments: [
            (
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            ),
            (
                "abcdefghijklmnopqrstuvwxyzABCDEF", "EFGHIJKLMNOPQRSTUVWXYZ0123456789",
                "EFGHIJKLMNOPQRSTUVWXYZ0123456789EGIKMOQSUWY02468acegikmoqsuwyACE"
            ),
            (
                "i9LE1Ki3ylOjt6o0NpUmkVO8JmR8y4EM", "fAdggcG9qpVTzqA05MFsHl7UeioEJP2N",
                "fAdggcG9qpVTzqA05MFsHl7UeioEJP2NnzOK7MO2OAz2SmOQI1pER6LSNu5C7Jwp"
            ),
        ])
    func vectors(secret: String, mask: String, token: String) {
        #expect(CSRFToken.mask(secret, with: mask) == token)
        #expect(CSRFToken.unmask(token) == secret)
    }

    @Test("each token differs, and each has the secret")
    func masks() {
        let secret = CSRFToken.makeSecret()
        #expect(CSRFToken.mask(secret) != CSRFToken.mask(secret))
        #expect(CSRFToken.unmask(CSRFToken.mask(secret)) == secret)
        #expect(CSRFToken.unmask(secret) == secret)
    }

    @Test("what is no token has no secret", arguments: ["", "short", String(repeating: "-", count: 64)])
    func malformed(token: String) { #expect(CSRFToken.unmask(token) == nil) }
}
