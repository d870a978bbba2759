import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehouseMongoStores
import GatehouseTesting
import Testing

@testable import GatehouseAuth

@Suite("Throttles")
struct ThrottleTests {
    static let rule = ThrottleRule(
        "test", limit: 3, window: .seconds(10), block: .seconds(2), maximumBlock: .seconds(7))

    @Test("S3: after a block as many are let through as before it, and blocks double up to the greatest")
    func rearms() {
        var state = ThrottleState()
        var now: Int64 = 1_700_000_000_000
        for block in [2000, 4000, 7000, 7000] {
            var answers: [Bool] = []
            for _ in 0..<4 { answers.append(state.take(Self.rule, at: now)) }
            #expect(answers == [true, true, true, false])
            #expect(state.blockedUntil == now + Int64(block))
            let isEarly = state.take(Self.rule, at: state.blockedUntil - 1)
            #expect(!isEarly)
            now = state.blockedUntil
        }
        // After a long pause the first block is short again.
        now += 7000
        for _ in 0..<4 { _ = state.take(Self.rule, at: now) }
        #expect(state.blockedUntil == now + 2000)
    }

    @Test("the window slides: each try counts for its own time")
    func slides() {
        var state = ThrottleState()
        let start: Int64 = 1_700_000_000_000
        var answers: [Bool] = []
        for time in [0, 4000, 8000, 10_000, 13_999] { answers.append(state.take(Self.rule, at: start + Int64(time))) }
        #expect(answers == [true, true, true, true, false])
    }

    @Test("the server's computation and ours agree on random sequences")
    func agree() async throws {
        try await TestMongo.withClient { client in
            let store = MongoThrottleStore(client: client)
            _ = try await store.ensureIndexes()
            var generator = SystemRandomNumberGenerator()
            for bucket in 0..<10 {
                var state = ThrottleState()
                // Far ahead, so that the server does not remove what has ended meanwhile.
                var now: Int64 = 4_000_000_000_000
                for step in 0..<60 {
                    now += Int64([0, 1, 300, 1999, 2000, 2001, 5000, 10_000, 30_000].randomElement(using: &generator)!)
                    let ours = state.take(Self.rule, at: now)
                    let theirs = try await store.take("b\(bucket)", Self.rule, at: Date(milliseconds: now))
                    #expect(ours == theirs.isAllowed, "bucket \(bucket), step \(step)")
                    let stored = try #require(
                        try await client.collection("throttles").findOne(["_id": .string("b\(bucket)")]))
                    #expect(stored["hits"]?.array?.compactMap(\.integer) == state.hits)
                    #expect(stored["blocked_until"]?.integer == state.blockedUntil)
                    #expect(stored["strikes"]?.integer == Int64(state.strikes))
                    #expect(stored["expires_at"] == .datetime(milliseconds: state.expiry(Self.rule)))
                    if step % 20 == 7 {
                        _ = state.hits.popLast()
                        try await store.giveBack("b\(bucket)")
                    }
                }
            }
        }
    }

    @Test("a right password takes back all tries of its account and one of the address, in one command")
    func settled() async throws {
        try await TestMongo.withClient { client in
            let inMongo = MongoThrottleStore(client: client)
            let now = Date(milliseconds: 4_000_000_000_000)
            for store in [inMongo, MemoryThrottleStore()] as [any ThrottleStore] {
                for _ in 0..<4 {
                    for bucket in ["pair", "row"] { _ = try await store.take(bucket, Self.rule, at: now) }
                }
                for _ in 0..<3 { _ = try await store.take("address", Self.rule, at: now) }
                try await store.settle(clearing: ["pair", "row"], givingBackTo: ["address"])
                var allowed: [Bool] = []
                for bucket in ["pair", "pair", "pair", "pair", "address", "address", "row"] {
                    allowed.append(try await store.take(bucket, Self.rule, at: now).isAllowed)
                }
                #expect(allowed == [true, true, true, false, true, false, true])
            }
            try await client.run(["profile": 2])
            try await inMongo.settle(clearing: ["pair", "row"], givingBackTo: ["address"])
            try await inMongo.settle(clearing: [], givingBackTo: [])
            try await client.run(["profile": 0])
            let writes = try await client.collection("system.profile").find(["op": ["$in": ["update", "remove"]]])
            #expect(writes.count == 3, "an entry for each update of the one command")
        }
    }

    @Test("S2: of 200 wrong passwords at a time five are verified, and the owner gets in from elsewhere (S4)")
    func parallel() async throws {
        try await TestMongo.withClient { client in
            let site = Site(database: .mongo(client))
            _ = try await site.add("ada@example.com")
            let accounts = site.accounts(store: MongoThrottleStore(client: client))
            let attacker = Client(address: "203.0.113.9")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let credentials = Credentials(email: "ADA@example.com", password: "wrong \(number)")
                        do {
                            let found = try await accounts.tried(credentials, attacker)
                            #expect(!found.isIn)
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
            #expect(site.hasher.calls.verified == 5 && site.hasher.calls.encoded == 0)
            let right = Credentials(email: "ada@example.com", password: "correct horse")
            #expect(try await accounts.tried(right, attacker).isThrottled)
            let owner = Client(address: "198.51.100.7")
            #expect(try await accounts.authenticate(right, owner)?.user.id == 1)
            site.clock.advance(by: 61)
            #expect(try await accounts.authenticate(right, attacker) != nil)
        }
    }

    @Test("S4: a right password gives the account's tries from there back")
    func clears() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let accounts = site.accounts()
        for _ in 0..<6 {
            for _ in 0..<4 {
                #expect(
                    try await accounts.authenticate(email: "ada@example.com", password: "wrong", from: Client())
                        == nil)
            }
            #expect(
                try await accounts.authenticate(
                    email: "ada@example.com", password: "correct horse", from: Client()) != nil)
        }
    }

    @Test("S4: many who share an address and know their passwords do not use it up")
    func shared() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let accounts = site.accounts()
        for _ in 0..<150 {
            #expect(
                try await accounts.authenticate(
                    email: "ada@example.com", password: "correct horse", from: Client()) != nil)
        }
    }

    @Test("an address that is blocked makes nothing more to remember, whatever it tries")
    func bounded() async throws {
        let site = Site()
        let store = MemoryThrottleStore()
        let accounts = site.accounts(store: store)
        let attacker = Client(address: "192.0.2.66")
        for number in 0..<300 {
            _ = try await accounts.tried("x\(number)@example.com", "x", attacker)
        }
        #expect(store.count <= 201)
        // And who hammers at one account leaves its neighbours their tries.
        let neighbour = Client(address: "192.0.2.67")
        for _ in 0..<300 {
            _ = try await accounts.tried("ada@example.com", "x", neighbour)
        }
        _ = try await site.add("bob@example.com")
        let bob = try await accounts.authenticate(email: "bob@example.com", password: "correct horse", from: neighbour)
        #expect(bob != nil)
    }

    @Test("blocks grow to the greatest however long they are")
    func longBlocks() {
        let rule = ThrottleRule(
            "test", limit: 1, window: .seconds(1), block: .seconds(86_400 * 300), maximumBlock: .seconds(86_400 * 400))
        var state = ThrottleState()
        var now: Int64 = 1_700_000_000_000
        for number in 0..<40 {
            for _ in 0..<2 { _ = state.take(rule, at: now) }
            #expect(state.blockedUntil - now == 86_400_000 * (number == 0 ? 300 : 400))
            now = state.blockedUntil
        }
    }

    @Test("a block that a clock far ahead has set does not last for ever")
    func clockAhead() {
        var state = ThrottleState()
        let rule = ThrottleRule("test", limit: 1, window: .seconds(60))
        let first = state.take(rule, at: 2_000_000_000_000)
        let second = state.take(rule, at: 2_000_000_000_001)
        let years = state.take(rule, at: 1_700_000_000_000)
        #expect(first && !second && years)
    }

    @Test("behind a proxy at a socket the visitor's address counts, where the site says so")
    func socket() {
        #expect(TrustedProxies(["unix"])?.client(peer: nil, forwardedFor: ["6.6.6.6, 192.0.2.7"]) == "192.0.2.7")
        #expect(TrustedProxies(["unix"])?.contains(nil) == true && !TrustedProxies.none.contains(nil))
        #expect(TrustedProxies.none.client(peer: nil, forwardedFor: ["192.0.2.7"]) == nil)
    }

    @Test("S5: asking for the password again counts as a sign-in does")
    func verify() async throws {
        let site = Site()
        let ada = try await site.add("ada@example.com")
        let accounts = site.accounts()
        #expect(try await accounts.verify("correct horse", of: ada, client: Client()))
        for _ in 0..<5 { #expect(try await !accounts.verify("wrong", of: ada, client: Client())) }
        for password in ["wrong", "correct horse"] {
            await #expect(throws: ThrottledError.self) {
                try await accounts.verify(password, of: ada, client: Client())
            }
        }
        #expect(site.hasher.calls.verified == 6)
        #expect(try await accounts.tried("ada@example.com", "correct horse", Client()).isThrottled)
    }

    @Test("S5: one address has a hundred tries, whatever accounts and credentials it tries")
    func address() async throws {
        let site = Site()
        let accounts = site.accounts()
        let request = Client(address: "2001:db8::1")
        for number in 0..<100 {
            let credentials =
                number % 2 == 0 ? Credentials(email: "a\(number)@example.com", password: "x") : ["key": "\(number)"]
            _ = try await accounts.authenticate(credentials, request)
        }
        let done = site.hasher.calls
        let neighbour = Client(address: "2001:db8::ffff:2")
        #expect(try await accounts.tried("b@example.com", "x", neighbour).isThrottled)
        #expect(site.hasher.calls == done)
        let other = Client(address: "2001:db8:0:1::1")
        #expect(try await accounts.authenticate(Credentials(email: "b@example.com", password: "x"), other) == nil)
        #expect(site.hasher.calls.encoded == done.encoded + 1)
    }

    @Test("S8: a store of throttles that fails lets nobody in")
    func failing() async throws {
        struct Broken: ThrottleStore {
            struct Fault: Error {}
            func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) async throws -> ThrottleVerdict {
                throw Fault()
            }
            func giveBack(_ bucket: String) async throws { throw Fault() }
            func clear(_ bucket: String) async throws { throw Fault() }
        }
        let site = Site()
        _ = try await site.add("ada@example.com")
        let accounts = site.accounts(store: Broken())
        let error = await #expect(throws: StoreFailure.self) {
            try await accounts.authenticate(email: "ada@example.com", password: "correct horse", from: Client())
        }
        #expect(error?.part == "throttles" && error?.underlying is Broken.Fault)
        #expect(site.hasher.calls == CountingHasher.Calls())
    }

    @Test("one address makes twenty accounts an hour")
    func signUp() async throws {
        let site = Site()
        let accounts = site.accounts()
        let request = Client(address: "192.0.2.1")
        for number in 0..<20 {
            _ = try await accounts.signUp(email: "u\(number)@example.com", password: "correct horse", client: request)
        }
        let error = await #expect(throws: ThrottledError.self) {
            try await accounts.signUp(email: "late@example.com", password: "correct horse", client: request)
        }
        #expect(error?.retryAfter == 60)
        _ = try await accounts.signUp(email: "admin@example.com", password: "correct horse")
        #expect(site.seen.all.count { $0.kind == .throttled } == 1)
    }
}

@Suite("Client addresses")
struct ClientAddressTests {
    @Test(
        "S6: the header counts from the right while the peer is trusted",
        arguments: [
            ("192.0.2.1", ["203.0.113.5"], "192.0.2.1"),
            ("10.0.0.1", [], "10.0.0.1"),
            ("10.0.0.1", ["203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", ["1.2.3.4, 203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", ["1.2.3.4", "203.0.113.5 , 10.9.9.9"], "203.0.113.5"),
            ("10.0.0.1", ["1.2.3.4, nonsense, 10.0.0.2"], "10.0.0.2"),
            ("::ffff:10.0.0.1", ["203.0.113.5:4711"], "203.0.113.5"),
            ("2001:db8::1", ["[2001:DB9::0:1]:443"], "2001:db9::1"),
            ("10.0.0.1", ["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
        ])
    func forwarded(peer: String, header: [String], client: String) throws {
        let proxies = try #require(TrustedProxies(["10.0.0.0/8", "2001:db8::/32"]))
        #expect(proxies.client(peer: peer, forwardedFor: header) == client)
        #expect(TrustedProxies.none.client(peer: peer, forwardedFor: header) == NetworkAddress(peer)?.text)
    }

    @Test(
        "lists that are none are refused",
        arguments: ["10.0.0.0/33", "ten", "10.0.0.0/", "/8", "10.0.0.0/+8", "::/129", "fe80::1%eth0"])
    func malformed(text: String) { #expect(TrustedProxies([text]) == nil) }

    @Test("networks end at any bit")
    func bits() throws {
        let proxies = try #require(TrustedProxies(["192.0.2.128/25", "2001:db8:8000::/33", "::1"]))
        for address in [
            "192.0.2.128", "192.0.2.255", "2001:db8:8000::1", "2001:db8:ffff::", "::1", "::ffff:192.0.2.200",
        ] {
            #expect(proxies.contains(address), "\(address)")
        }
        for address in ["192.0.2.127", "2001:db8:7fff::1", "::2", "", "192.0.2"] { #expect(!proxies.contains(address)) }
        #expect(!proxies.contains(nil))
    }

    @Test("what throttles go by: IPv6 by /64, IPv4 in IPv6 as IPv4")
    func subscribers() {
        #expect(NetworkAddress.throttled("2001:db8:1:2:3::4") == "2001:db8:1:2::/64")
        #expect(NetworkAddress.throttled("::ffff:192.0.2.7") == "192.0.2.7")
        #expect(NetworkAddress.throttled("192.0.2.7") == "192.0.2.7")
        #expect(NetworkAddress.throttled(nil) == "unknown")
    }
}
