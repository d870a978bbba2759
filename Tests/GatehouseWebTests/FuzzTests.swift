import Gatehouse
import GatehouseBase
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GatehouseWeb

/// What strangers send, and what somebody else may have stored, changed at random: nothing of it may end the process.
/// BSON's own million is in GatehouseBSONTests; of these there are as many as a debug build does in half a minute. The
/// numbers are the same in every run.
@Suite("R12: parsers and what is mutated")
struct FuzzTests {
    /// Texts made of good ones by changing, doubling, cutting and mixing them.
    private struct Mutator {
        private var random: SplitMix
        private let seeds: [[UInt8]]
        /// What parsers look for.
        private let marks: [UInt8]

        init(_ seed: UInt64, _ seeds: [String], marks: String) {
            random = SplitMix(state: seed)
            self.seeds = seeds.map { Array($0.utf8) }
            self.marks = Array(marks.utf8)
        }

        mutating func number(below bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }

        mutating func next() -> [UInt8] {
            var input = seeds[number(below: seeds.count)]
            for _ in 0...number(below: 4) {
                let place = number(below: input.count + 1)
                switch number(below: 7) {
                case 0: input.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                case 1: input.insert(marks[number(below: marks.count)], at: place)
                case 2 where place < input.count: input.remove(at: place)
                case 3 where place < input.count: input[place] = UInt8(truncatingIfNeeded: random.next())
                case 4 where place < input.count: input[place] = marks[number(below: marks.count)]
                case 5: input.removeSubrange(place...)
                default:
                    let other = seeds[number(below: seeds.count)]
                    input.insert(contentsOf: other.prefix(number(below: other.count)), at: place)
                }
            }
            return input
        }

        mutating func text() -> String { String(decoding: next(), as: UTF8.self) }
    }

    /// Parses so many mutated inputs, and expects that some are taken and some are not.
    private func run(_ count: Int, _ mutator: Mutator, _ takes: (inout Mutator) -> Bool) async {
        var mutator = mutator
        var taken = 0
        for round in 0..<count {
            if round % 1000 == 0 { await Task.yield() }
            if takes(&mutator) { taken += 1 }
        }
        #expect(taken > count / 1000 && taken < count)
    }

    @Test("forms")
    func forms() async {
        let seeds = [
            "email=ada%40example.com&password=correct+horse&next=%2Findex%2F", "a=1&a=2&b=&=c&d", "x=%F0%9F%98%80&y=é",
            String(repeating: "a=b&", count: 30),
        ]
        await run(120_000, Mutator(1, seeds, marks: "&=%+\0;[]2fF")) { mutator in
            (try? FormData(urlEncoded: mutator.next())) != nil
        }
    }

    @Test("cookies, and the tokens and browsers in them")
    func cookies() async throws {
        let token = SessionToken().text
        let seeds = [
            "sessionid=\(token); device=abc.def", "a=1;sessionid=\"x\"; sessionid=", " sessionid = \(token)\t;;=;",
        ]
        await run(100_000, Mutator(2, seeds, marks: "=; \t\",\\\r\n-_A")) { mutator in
            var head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/")
            head.headerFields[.cookie] = mutator.text()
            let values = Request(head: head, body: RequestBody(buffer: ByteBuffer())).cookieValues("sessionid")
            return values.contains { SessionToken($0) != nil }
        }
    }

    @Test("JSON")
    func json() async {
        let seeds = [
            #"{"email": "ada@example.com", "n": [1, -2.5e+10, true, null], "t": "\u00e9\ud83d\ude00\\\"/"}"#,
            #"[[[[[{}]]]], 1E400, -0, 12345678901234567890123, "", NaN, -Infinity]"#,
        ]
        await run(100_000, Mutator(3, seeds, marks: #"{}[]",:\eE+-.0u9n"#)) { mutator in
            let text = mutator.text()
            let value = JSONValue(unambiguous: text, depth: 32)
            return JSONValue(text) != nil || value != nil
        }
    }

    @Test("signed values, and what they hold")
    func signed() async throws {
        let keys = SecretKeys("a key for tests only")
        let (json, cookie) = (SignedJSON(keys: keys), SignedCookie("name", keys: keys))
        let signer = try Signer(keys: keys)
        let codec = DjangoSessionCodec(keys: keys, salt: DjangoSessionCodec.storeSalt)
        let long: JSONValue = ["text": .string(String(repeating: "long ", count: 50)), "list": [1, 2.5, nil]]
        let seeds = [
            json.dumps(["a": 1]), json.dumps(long, compresses: true), cookie.sign("value"), signer.sign("value"),
            CSRFToken.mask(CSRFToken.makeSecret()), AccountKeyText.encode("12345"),
        ]
        await run(25_000, Mutator(4, seeds, marks: ":.-_=A0")) { mutator in
            let text = mutator.text()
            var isTaken = (try? json.loads(text)) != nil || (try? cookie.unsign(text)) != nil
            isTaken = (try? signer.unsign(text)) != nil || isTaken
            isTaken = CSRFToken.unmask(text) != nil || AccountKeyText.decode(text) != nil || isTaken
            return (try? codec.decode(text)) != nil || isTaken
        }
        // Signed rightly, so that what is inside gets through to the parsers behind the signature.
        let inner = seeds.prefix(2).map { String($0.prefix { $0 != ":" }) } + [".", "..", ".eJw", "e30"]
        let timed = TimestampSigner(keys: keys, salt: "django.core.signing")
        await run(10_000, Mutator(5, inner, marks: ".-_=A0e")) { mutator in
            (try? json.loads(timed.sign(mutator.text()))) != nil
        }
    }

    @Test("stored hashes: what they are, what they cost, whether to make them anew")
    func hashes() async throws {
        let seeds = [
            "pbkdf2_sha256$1500000$salt$aGFzaA==", "argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
            "$argon2i$v=16$m=8,t=1,p=1$c2FsdA$aGFzaA", "scrypt$16384$salt$8$5$aGFzaA==",
            "$scrypt$ln=14,r=8,p=5$c2FsdA$aGFzaA", "bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuuG29KuyeAicPCJODk1zjyG",
            "$2y$10$abcdefghijklmnopqrstuuG29KuyeAicPCJODk1zjyGvyQUU2awu.", "$6$rounds=5000$salt$hash",
            "$y$j9T$salt$xx",
            "$7$C6..../....SodiumChloride$xx", "$pbkdf2-sha256$29000$c2FsdA$aGFzaA", "!unusable", "md5$salt$hash",
        ]
        let passwords = PasswordHashing()
        await run(80_000, Mutator(6, seeds, marks: "$=,.0129zvmtp+-")) { mutator in
            let text = mutator.text()
            let isKnown = passwords.identify(text) != nil
            _ = (passwords.isTooCostly(text), passwords.needsRehash(text), passwords.fault(of: PasswordHash(text)))
            return (try? passwords.summary(of: text)) != nil && isKnown
        }
        try await passwords.shutdown()
    }
}

/// A small generator whose numbers are the same in every run. Source: Steele, Lea, Flood, "Fast Splittable
/// Pseudorandom Number Generators", 2014.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
