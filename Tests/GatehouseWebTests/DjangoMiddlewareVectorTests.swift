import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing
import VectorFiles

@testable import HelloExample

/// What Django's middleware did, done by ours over the same rows: what becomes of them, the cookie and `Vary`. Where we
/// differ, `Tests/left-out-vectors.json` says why.
@Suite("Django's middleware")
struct DjangoMiddlewareVectorTests {
    static let vectors: [Vectors.Case] =
        ((try? Vectors.cases("sessions", "middleware")) ?? []).filter { $0["engine"] == "db" }

    @Test("the same requests leave the same rows, cookies and headers")
    func vectors() async throws {
        #expect(Self.vectors.count > 50)
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let keys = SecretKeys("a key for tests only")
        try await TestMongo.withClient { client in
            for vector in Self.vectors {
                var web = WebSettings()
                web.isHTTPS = false
                web.sessions.now = { now }
                web.sessions.touchInterval = SessionPolicy.never
                try apply(vector["settings", as: [String: Any].self] ?? [:], to: &web)
                let store = DjangoSessionStore(client: client, layout: .mongoEngine, keys: keys, policy: web.sessions)
                let rows = client.collection("django_session")
                try await rows.deleteMany([:])
                if let row = vector["row_before", as: [String: Any].self] {
                    let data = try JSONSerialization.data(withJSONObject: try #require(row["data"]))
                    let text = SignedJSON(keys: keys, salt: DjangoSessionCodec.storeSalt)
                        .dumps(try #require(JSONValue(String(decoding: data, as: UTF8.self))))
                    let end = now.addingTimeInterval(try #require(row["expires_in"] as? Double))
                    try await rows.insertOne([
                        "_id": .string(try #require(row["session_key"] as? String)), "session_data": .string(text),
                        "expire_date": try end.bsonValue(),
                    ])
                }
                let page = try await answer(vector, web, store)
                try check(vector, page, web)
                try await check(vector, try await rows.find([:]), now, keys)
            }
        }
    }

    func apply(_ settings: [String: Any], to web: inout WebSettings) throws {
        web.sessionCookie.usesHostPrefix = false
        for (name, value) in settings {
            switch name {
            case "SESSION_COOKIE_NAME": web.sessionCookie.name = try #require(value as? String)
            case "SESSION_COOKIE_DOMAIN": web.sessionCookie.domain = value as? String
            case "SESSION_COOKIE_PATH": web.sessionCookie.path = try #require(value as? String)
            case "SESSION_COOKIE_SECURE": web.sessionCookie.isSecure = value as? Bool
            case "SESSION_COOKIE_HTTPONLY": web.sessionCookie.isHTTPOnly = value as? Bool ?? true
            case "SESSION_COOKIE_SAMESITE":
                let names: [String: CookieOptions.SameSite] = [
                    "Lax": .lax, "Strict": .strict, "None": .unprotectedNone,
                ]
                web.sessionCookie.sameSite = (value as? String).flatMap { names[$0] }
            case "SESSION_COOKIE_AGE": web.sessions.age = .seconds(try #require(value as? Double))
            case "SESSION_SAVE_EVERY_REQUEST": web.sessions.savesEveryRequest = value as? Bool == true
            case "SESSION_EXPIRE_AT_BROWSER_CLOSE": web.sessions.endsAtBrowserClose = value as? Bool == true
            default: Issue.record("the setting \(name) is not known")
            }
        }
    }

    func answer(
        _ vector: Vectors.Case, _ web: WebSettings, _ store: any SessionStore
    ) async throws -> TestBrowser.Page {
        let status = HTTPResponse.Status(code: try vector.get("status", as: Int.self))
        let flags = vector["accessed_modified_before_middleware", as: [Bool].self]
        let router = Router(context: GatehouseContext<User>.self)
        router.addMiddleware { SessionMiddleware(store: store, settings: web) }
        router.get("/") { _, context -> Response in
            let operations = vector["ops", as: [[Any]].self] ?? []
            guard !operations.isEmpty else { return Response(status: status) }
            let session = try await context.session
            var isFlushed = false
            for operation in operations {
                let name = try #require(operation.first as? String)
                let key = operation.dropFirst().first as? String ?? ""
                switch name {
                case "get": _ = session[key, as: String.self]
                case "set":
                    if let text = operation[2] as? String {
                        session[key, as: String.self] = text
                    } else {
                        session[key, as: Int.self] = operation[2] as? Int
                    }
                case "del", "pop": session.remove(key)
                case "setdefault":
                    if !session.keys.contains(key) { session[key, as: Int.self] = operation[2] as? Int }
                case "clear": session.clear()
                case "flush":
                    isFlushed = true
                    try await session.flush()
                case "cycle_key": session.cycleToken()
                case "set_expiry":
                    let seconds = operation[1] as? NSNumber
                    let isReal = seconds.map { ["d", "f"].contains(String(cString: $0.objCType)) } == true
                    session.setExpiry(
                        seconds.map { isReal ? .idle(real: $0.doubleValue) : .idle(whole: $0.intValue) })
                case "set_test_cookie": session.setTestCookie()
                case "test_cookie_worked": #expect(session.testCookieWorked)
                case "delete_test_cookie": session.deleteTestCookie()
                case "session_key": _ = session.token
                case "is_empty", "truthy": _ = session.isEmpty
                case "keys": _ = session.keys
                case "save": try await session.save()
                case "delete_row": try await store.delete(try #require(session.token))
                default: Issue.record("\(vector.id): the operation \(name) is not known")
                }
            }
            if let flags, !isFlushed, !operations.contains(where: { $0.first as? String == "save" }) {
                #expect([session.isAccessed, session.isModified] == flags, "\(vector.id)")
            }
            return Response(status: status)
        }
        let cookie = vector["request_cookie", as: String.self]
        let headers: HTTPFields = cookie.map { [.cookie: "\(web.sessionCookie.name)=\($0)"] } ?? [:]
        return try await TestBrowser(router).get("/", headers: headers)
    }

    func check(_ vector: Vectors.Case, _ page: TestBrowser.Page, _ web: WebSettings) throws {
        let note = vector["note", as: String.self] ?? ""
        if vector["raises", as: String.self] != nil {
            // Django's SessionInterrupted is a bad request, too.
            #expect(page.status == .badRequest, "\(vector.id) \(note)")
            return
        }
        let ours = page.headers[.setCookie]
        let theirs = vector["set_cookie", as: String.self]
        #expect((ours == nil) == (theirs == nil), "\(vector.id) \(note): \(ours ?? "-")")
        #expect(page.headers[.vary] == vector["vary", as: String.self], "\(vector.id) \(note)")
        guard let ours, let theirs else { return }
        func attributes(_ text: String) -> Set<String> {
            // Ours have no `expires`; a removed cookie needs neither HttpOnly nor Secure, nor quotes for its value.
            let isRemoved = text.contains("Max-Age=0")
            return Set(
                text.replacing("\"\"", with: "").split(separator: "; ").map(String.init).filter {
                    !$0.hasPrefix("expires=") && !(isRemoved && ["HttpOnly", "Secure"].contains($0))
                }.map { $0.replacing(#/=(new)?[a-zA-Z0-9_:.-]{27,}$/#, with: "=KEY") })
        }
        #expect(attributes(ours) == attributes(theirs), "\(vector.id) \(note)")
        if let old = vector["request_cookie", as: String.self], old.utf8.count == 32 {
            #expect(ours.contains(old) == theirs.contains(old), "\(vector.id) \(note)")
        }
    }

    private func check(_ vector: Vectors.Case, _ rows: [BSONDocument], _ now: Date, _ keys: SecretKeys) async throws {
        let note = vector["note", as: String.self] ?? ""
        let expected = (vector["rows_after", as: [[String: Any]].self] ?? [])
            .sorted { ($0["expires_in"] as? Double ?? 0) < ($1["expires_in"] as? Double ?? 0) }
        #expect(rows.count == expected.count, "\(vector.id) \(note)")
        let sorted = try rows.map { (try Date(bsonValue: try #require($0["expire_date"])), $0) }.sorted { $0.0 < $1.0 }
        for ((end, row), expected) in zip(sorted, expected) {
            let text = try #require(row["session_data"]?.string)
            var data = try DjangoSessionCodec(keys: keys).decode(text)
            data["_gatehouse"] = nil
            let json = try JSONSerialization.data(withJSONObject: try #require(expected["data"]))
            let signed = SignedJSON(keys: keys, salt: DjangoSessionCodec.storeSalt)
                .dumps(try #require(JSONValue(String(decoding: json, as: UTF8.self))))
            #expect(data == (try DjangoSessionCodec(keys: keys).decode(signed)), "\(vector.id) \(note)")
            #expect(end.timeIntervalSince(now) == expected["expires_in"] as? Double, "\(vector.id) \(note)")
        }
    }
}
