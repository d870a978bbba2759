import FeatureMembers
import GatehouseBase
import Testing
import VectorFiles

@testable import GatehousePasskeys

/// A vector of the specification: a passkey that is made, and used.
struct Ceremonies: Sendable {
    static let site = RelyingParty(id: "example.org", name: "Example", origins: ["https://example.org"])
    /// The fields that are tried with changed bytes, in the order of the verdicts' file.
    static let fields = [
        "registration clientDataJSON", "registration attestationObject", "authentication clientDataJSON",
        "authentication authenticatorData", "authentication signature",
    ]

    let id: String
    /// Bytes by ceremony and name.
    var values: [String: [UInt8]]

    init(_ json: JSONValue) throws {
        id = try #require(json["id"]?.string)
        values = [:]
        for ceremony in ["registration", "authentication"] {
            guard case .object(let members)? = json[ceremony] else { continue }
            for member in members {
                values["\(ceremony) \(member.name)"] = Vectors.bytes(hex: try #require(member.value.string))
            }
        }
    }

    static var all: [Ceremonies] {
        get throws { try Vectors.list("webauthn", "vectors").map(Ceremonies.init) }
    }

    func bytes(_ name: String) -> [UInt8] { values[name] ?? [] }

    func made(_ site: RelyingParty = site, needsVerification: Bool = false) throws(PasskeyRefusal) -> NewPasskey {
        try NewPasskey(
            clientData: bytes("registration clientDataJSON"), attestation: bytes("registration attestationObject"),
            challenge: bytes("registration challenge"), site: site, needsVerification: needsVerification)
    }

    func used(
        _ key: [UInt8], _ site: RelyingParty = site, needsVerification: Bool = false
    ) throws(PasskeyRefusal) -> PasskeyUse {
        try PasskeyUse(
            clientData: bytes("authentication clientDataJSON"),
            authenticatorData: bytes("authentication authenticatorData"), signature: bytes("authentication signature"),
            key: key, challenge: bytes("authentication challenge"), site: site, needsVerification: needsVerification)
    }

    /// Why it is refused; nil where it is made and used.
    var refusal: PasskeyRefusal? {
        do {
            _ = try used(try made().key)
            return nil
        } catch { return error }
    }
}

@Suite("Ceremonies of passkeys")
struct CeremonyTests {
    private func vector(_ id: String) throws -> Ceremonies { try #require(try Ceremonies.all.first { $0.id == id }) }

    /// A vector whose bytes are changed at a place, counted from the end where it is negative.
    private func changed(_ id: String, _ name: String, at place: Int, to byte: UInt8) throws -> Ceremonies {
        var vector = try vector(id)
        var bytes = vector.bytes(name)
        bytes[place < 0 ? bytes.count + place : place] = byte
        vector.values[name] = bytes
        return vector
    }

    @Test("WA1, WA8: the vectors of WebAuthn level 3, section 16; of algorithms that are not offered, none")
    func vectors() throws {
        let others: [String: PasskeyRefusal] = [
            "packed-es384": .algorithm, "packed-es512": .algorithm, "packed-ed448": .algorithm,
            "none-es256-crossOrigin": .crossOrigin, "none-es256-topOrigin": .crossOrigin,
        ]
        let all = try Ceremonies.all
        #expect(all.count == 15)
        for vector in all {
            #expect(vector.refusal == others[vector.id], "\(vector.id)")
            guard others[vector.id] == nil else { continue }
            let made = try vector.made()
            #expect(made.id == vector.bytes("registration credential_id"), "\(vector.id)")
            #expect(made.aaguid == vector.bytes("registration aaguid"), "\(vector.id)")
        }
        #expect(try vector("packed-rs256").made().algorithm == .rs256)
        #expect(try vector("packed-eddsa").made().algorithm == .edDSA)
    }

    @Test("WA3: another type, challenge, origin or id is refused, and so is a longer origin that begins alike")
    func bindings() throws {
        let vector = try vector("none-es256")
        let key = try vector.made().key
        for origin in [
            "https://example.org.evil.example", "https://example.or", "http://example.org", "https://EXAMPLE.org",
        ] {
            let site = RelyingParty(id: "example.org", name: "", origins: [origin])
            #expect(throws: PasskeyRefusal.origin) { try vector.made(site) }
            #expect(throws: PasskeyRefusal.origin) { try vector.used(key, site) }
        }
        let elsewhere = RelyingParty(id: "example.com", name: "", origins: ["https://example.org"])
        #expect(throws: PasskeyRefusal.relyingParty) { try vector.made(elsewhere) }
        #expect(throws: PasskeyRefusal.relyingParty) { try vector.used(key, elsewhere) }
        var other = vector
        other.values["registration challenge"] = vector.bytes("authentication challenge")
        #expect(throws: PasskeyRefusal.challenge) { try other.made() }
        other = vector
        other.values["authentication clientDataJSON"] = vector.bytes("registration clientDataJSON")
        #expect(throws: PasskeyRefusal.type) { try other.used(key) }
        #expect(throws: PasskeyRefusal.key) { try vector.used(Array("no key".utf8)) }
    }

    @Test("WA4: without a touch nothing counts, and where a person must be verified, neither does a touch alone")
    func presence() throws {
        let vector = try vector("none-es256")
        let key = try vector.made().key
        #expect(try vector.used(key).isVerified == false)
        #expect(throws: PasskeyRefusal.userVerification) { try vector.used(key, needsVerification: true) }
        let untouched = try changed("none-es256", "authentication authenticatorData", at: 32, to: 0x18)
        #expect(throws: PasskeyRefusal.userPresence) { try untouched.used(key) }
        let impossible = try changed("none-es256", "authentication authenticatorData", at: 32, to: 0x11)
        #expect(throws: PasskeyRefusal.backup) { try impossible.used(key) }
        // A bit that nobody set when signing.
        let verified = try changed("none-es256", "authentication authenticatorData", at: 32, to: 0x1D)
        #expect(throws: PasskeyRefusal.signature) { try verified.used(key, needsVerification: true) }
    }

    @Test("WA8: a signature by the new key itself is checked; WA3: another key's signature is refused")
    func signatures() throws {
        let wrong = try changed("packed-self-es256", "registration attestationObject", at: 60, to: 0x00)
        #expect(throws: PasskeyRefusal.attestation) { try wrong.made() }
        let other = try vector("packed-self-es256").made().key
        #expect(throws: PasskeyRefusal.signature) { try vector("none-es256").used(other) }
    }

    @Test("WA7: a counter that stands still or falls back is refused, unless it never counts")
    func counters() {
        #expect(PasskeyUse.mayFollow(0, 0) && PasskeyUse.mayFollow(1, 0) && PasskeyUse.mayFollow(8, 7))
        #expect(!PasskeyUse.mayFollow(7, 7) && !PasskeyUse.mayFollow(6, 7) && !PasskeyUse.mayFollow(0, 7))
    }

    @Test(
        "WA15: 10,000 inputs, good and mutated: what python-fido2 refuses is refused, and what more is refused has a reason"
    )
    func verdicts() throws {
        let vectors = try ["none-es256", "packed-self-es256", "packed-rs256", "packed-eddsa"].map(vector)
        var (taken, stricter) = (0, [PasskeyRefusal: Int]())
        let cases = try Vectors.texts("webauthn", "verdicts")
        #expect(cases.count == 10_000)
        for text in cases {
            let numbers = text.split(separator: " ").compactMap { Int($0) }
            var ceremonies = vectors[numbers[0]]
            let field = Ceremonies.fields[numbers[1]]
            var bytes = ceremonies.bytes(field)
            for place in stride(from: 3, to: numbers.count, by: 2) {
                bytes[numbers[place]] &+= UInt8(numbers[place + 1])
            }
            ceremonies.values[field] = bytes
            let refusal = ceremonies.refusal
            if numbers[2] == 0 {
                #expect(refusal != nil, "python-fido2 refuses \(text)")
            } else if let refusal {
                stricter[refusal, default: 0] += 1
            } else {
                taken += 1
            }
        }
        #expect(taken > 500)
        // A self-made attestation is checked, a frame of another site is refused, and so is a passkey that says that it
        // is copied and cannot be; an origin counts byte for byte, and a key says of which kind it is; of JSON and CBOR
        // nothing is read that could be read in two ways.
        #expect(
            Set(stricter.keys).isSubset(of: [
                .attestation, .backup, .crossOrigin, .key, .malformed, .origin, .userPresence,
            ]),
            "\(stricter)")
        print("python-fido2 takes, we refuse: \(stricter); both take \(taken)")
    }
}
