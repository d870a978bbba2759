import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseSessions
import GatehouseSigning
import Testing
import VectorFiles

@Suite("When sessions end")
struct ExpiryTests {
    /// A session that holds what Django's had, under the vector's settings and clock.
    private func session(_ vector: Vectors.Case) async throws -> (Session, CacheSessionStore, SessionPolicy) {
        let settings = try vector.get("settings", as: [String: Any].self)
        let now = Date(timeIntervalSince1970: try vector.get("now", as: Double.self))
        var policy = SessionPolicy()
        policy.age = .seconds(settings["SESSION_COOKIE_AGE"] as? Int ?? 0)
        policy.endsAtBrowserClose = settings["SESSION_EXPIRE_AT_BROWSER_CLOSE"] as? Bool == true
        policy.now = { now }
        let store = CacheSessionStore(now: { .distantPast })
        let data = try SessionData.json(try vector.get("session", as: [String: Any].self))
        let token = try await store.create(
            SessionRecord(data: data, createdAt: now, lastSeenAt: now, expiresAt: .distantFuture))
        return (try await Session(token, store: store, policy: policy), store, policy)
    }

    /// Django's argument of `set_expiry`: null, a number, a duration, or a date.
    private func expiry(_ argument: Any, now: Date) throws -> SessionExpiry? {
        switch argument {
        case is NSNull: return nil
        case let number as NSNumber:
            let isReal = ["d", "f"].contains(String(cString: number.objCType))
            return isReal ? .idle(real: number.doubleValue) : .idle(whole: number.intValue)
        case let object as [String: Any]:
            if let parts = object["timedelta"] as? [String: Double] {
                let units = ["days": 86_400, "seconds": 1, "milliseconds": 0.001]
                return .at(now.addingTimeInterval(parts.reduce(0) { $0 + $1.value * (units[$1.key] ?? .nan) }))
            }
            let text = try #require(object["datetime"] as? String)
            return .at(try #require(date(text)))
        default: throw CocoaError(.coderReadCorrupt)
        }
    }

    private func date(_ text: String) -> Date? {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions =
            text.contains(".") ? [.withInternetDateTime, .withFractionalSeconds] : [.withInternetDateTime]
        return formatter.date(from: text)
    }

    @Test("as Django decides", arguments: try Vectors.cases("sessions", "expiry"))
    func vectors(vector: Vectors.Case) async throws {
        let (session, _, policy) = try await session(vector)
        let now = policy.now()
        let argument: Any? =
            vector["set_expiry", as: NSNumber.self] ?? vector["set_expiry", as: [String: Any].self]
            ?? vector["set_expiry", as: NSNull.self]
        if let argument { session.setExpiry(try expiry(argument, now: now)) }
        #expect(session.isModified == (try vector.get("modified", as: Bool.self)))
        let moment = vector["modification", as: Double.self].map { Date(timeIntervalSince1970: $0) }
        let age = try vector.get("age", as: [String: Any].self)
        #expect(
            session.endsAtBrowserClose
                == (vector["at_browser_close", as: [String: Any].self]?["value"] as? Bool ?? false))
        if let expected = age["value"] as? Double {
            #expect(try session.expiryAge(usedAt: moment).inSeconds == expected)
            let text = try #require(vector["date", as: [String: Any].self]?["value"] as? String)
            let end = try session.expiryDate(usedAt: moment)
            if let expected = date(text) { #expect(abs(end.timeIntervalSince(expected)) < 0.001) }
        } else if age["error"] as? String == "ValueError" {
            #expect(throws: SessionError.malformedExpiry) { try session.expiryAge() }
        } else {
            // Python refuses to compare a date without a zone; here it counts as UTC.
            #expect(try session.expiryAge(usedAt: moment) == .seconds(3600))
        }
    }

    @Test("the member that Django reads is Django's own")
    func member() async throws {
        let clock = Clock(Date(timeIntervalSince1970: 1_700_000_000.123456))
        let cases: [(SessionExpiry?, String?)] = [
            (.idle(.seconds(300)), "300"), (.idle(.milliseconds(12_750)), "12.75"), (.atBrowserClose, "0"), (nil, nil),
            (.at(clock.now.addingTimeInterval(1.5)), "\"2023-11-14T22:13:21.623456+00:00\""),
            (.at(Date(timeIntervalSince1970: 1_700_172_805)), "\"2023-11-16T22:13:25+00:00\""),
            (.at(Date(timeIntervalSince1970: -1)), "\"1969-12-31T23:59:59+00:00\""),
            (.at(.distantFuture), "\"4001-01-01T00:00:00+00:00\""),
        ]
        let codec = DjangoSessionCodec(keys: SecretKeys("a key for tests only"))
        for (expiry, text) in cases {
            let store = CacheSessionStore(now: { .distantPast })
            let session = try await Session(nil, store: store, policy: clock.policy)
            try session.set(1, for: "k")
            session.setExpiry(expiry)
            try await session.save()
            let token = try #require(session.token)
            let data = try #require(try await store.load(token)).data
            let json = try codec.json(of: try codec.encode(data))
            #expect(json == (text.map { "{\"k\":1,\"_session_expiry\":\($0)}" } ?? "{\"k\":1}"))
        }
    }

    @Test("C7: a session of its own age ends by that, in every engine that can hold it")
    func ownAge() async throws {
        let clock = Clock()
        let keys = SecretKeys("a key for tests only")
        try await withFolder { folder in
            let stores: [any SessionStore] = [
                CacheSessionStore(now: { .distantPast }), try FileSessionStore(folder: folder),
                SignedCookieSessionStore(keys: keys, policy: clock.policy),
            ]
            for store in stores {
                for (expiry, lives) in [
                    (SessionExpiry.idle(.seconds(60)), 60.0), (.at(clock.now.addingTimeInterval(90)), 90),
                ] {
                    let session = try await Session(nil, store: store, policy: clock.policy)
                    try session.set(1, for: "k")
                    session.setExpiry(expiry)
                    try await session.save()
                    let token = session.token
                    clock.advance(lives - 1)
                    #expect(try await Session(token, store: store, policy: clock.policy).token != nil)
                    clock.advance(1)
                    #expect(try await Session(token, store: store, policy: clock.policy).token == nil)
                    clock.advance(-lives)
                }
            }
        }
    }

    @Test("C7: shorter limits count at once, for sessions that were stored under longer ones")
    func shorterLimits() async throws {
        let clock = Clock()
        let store = CacheSessionStore(now: { .distantPast })
        let session = try await Session(nil, store: store, policy: clock.policy)
        try session.set(1, for: "k")
        try await session.save()
        clock.advance(3600)
        var policy = clock.policy
        policy.age = .seconds(3600)
        #expect(try await Session(session.token, store: store, policy: policy).token == nil)
        policy = clock.policy
        policy.maximumAge = .seconds(3600)
        #expect(try await Session(session.token, store: store, policy: policy).token == nil)
        #expect(try await Session(session.token, store: store, policy: clock.policy).token != nil)
    }

    @Test("an expiry that somebody else wrote and that makes no sense ends nothing and traps nowhere")
    func nonsense() async throws {
        let clock = Clock()
        for value: BSONValue in [
            "tomorrow", .double(.nan), .double(.infinity), .double(-1e300), .int64(.max), .int64(.min), [1], ["a": 1],
            "2023-02-30T00:00:00", "9999-99-99", "2023-11-14T22:13:20+99:99", "-1", "",
        ] {
            let store = CacheSessionStore(now: { .distantPast })
            let record = SessionRecord(
                data: ["_session_expiry": value], createdAt: clock.now, lastSeenAt: clock.now,
                expiresAt: clock.now.addingTimeInterval(60))
            let token = try await store.create(record)
            let session = try await Session(token, store: store, policy: clock.policy)
            #expect(session.token != nil && !session.endsAtBrowserClose)
            #expect(throws: SessionError.malformedExpiry) { try session.expiryAge() }
            try session.set(1, for: "k")
            #expect(try await session.save())
        }
    }

    @Test(
        "an age that no session can have is refused with the setting's name, and traps nowhere",
        arguments: [("age", Duration.zero), ("age", .seconds(-1)), ("age", .seconds(Int64.max)), ("maximumAge", .zero)])
    func impossible(setting: String, age: Duration) async throws {
        var policy = SessionPolicy()
        if setting == "age" { policy.age = age } else { policy.maximumAge = age }
        let error = #expect(throws: SessionPolicyError.self) { try policy.check() }
        #expect(error?.setting == setting && error?.description.contains("sessions.\(setting)") == true)
        // Who keeps a store without a site asks nobody.
        for engine: any SessionStore in [
            CacheSessionStore(), SignedCookieSessionStore(keys: SecretKeys("a key for tests only"), policy: policy),
        ] {
            let session = try await Session(nil, store: engine, policy: policy)
            try session.set(1, for: "k")
            _ = try await session.save()
            _ = try session.expiryAge()
        }
    }

    @Test("a policy's ages are durations, and those of the defaults are possible")
    func possible() throws {
        var policy = SessionPolicy()
        try policy.check()
        policy.age = .seconds(1800)
        policy.maximumAge = SessionPolicy.longestAge
        policy.touchInterval = SessionPolicy.never
        try policy.check()
    }

    @Test("the test cookie of Django's")
    func testCookie() async throws {
        let store = CacheSessionStore()
        let first = try await Session(nil, store: store, policy: SessionPolicy())
        first.setTestCookie()
        try await first.save()
        let second = try await Session(first.token, store: store, policy: SessionPolicy())
        #expect(second.testCookieWorked)
        second.deleteTestCookie()
        try await second.save()
        #expect(try await !Session(first.token, store: store, policy: SessionPolicy()).testCookieWorked)
    }
}
