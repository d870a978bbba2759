import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMongo
import GatehousePasswords
import GatehouseSessions
import GatehouseTesting
import Logging
import Testing

@testable import GatehouseAuth

@Suite("Lifecycle: deletion")
struct LifecycleDeletionTests {
    static let grace: TimeInterval = 1_209_600

    @Test("C8: sessions end at once; the account goes after two weeks, and its owner is told both times")
    func flow() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com") { $0.firstName = "Ada" }
        let bob = try await site.add("bob@example.com")
        let (browser, other) = (try await site.signIn(ada), try await site.signIn(bob))
        let due = try #require(
            try await site.lifecycle.requestDeletion(
                of: ada, password: "correct horse", client: client, language: "de"))
        #expect(due == site.clock.now.addingTimeInterval(Self.grace))
        #expect(try await site.lifecycle.pendingDeletion(of: ada) == due)
        #expect(try await site.user(browser) == nil)
        #expect(try await site.user(other) != nil)
        let notice = try #require(site.mail.last(.deletionScheduled))
        #expect(notice.date == due && notice.recipient == ada.email && notice.language == "de")
        try await site.lifecycle.requestPasswordReset(email: ada.email, client: client)
        let token = try site.token(.passwordReset)
        site.clock.advance(by: Self.grace - 1)
        #expect(try await site.lifecycle.deleteDue() == 0)
        site.clock.advance(by: 1)
        #expect(try await site.lifecycle.deleteDue() == 1)
        #expect(try await site.find(ada.email) == nil)
        #expect(try await site.find(bob.email) != nil)
        #expect(try await site.lifecycle.peekPasswordReset(token) == nil)
        let last = try #require(site.mail.last(.deleted))
        #expect(last.recipient == ada.email && last.name == "Ada" && last.language == "de")
        #expect(try await site.lifecycle.deleteDue() == 0)
        #expect(try await site.lifecycle.pendingDeletion(of: ada) == nil)
    }

    @Test("an owner who signs in keeps the account")
    func cancel() async throws {
        let site = try await LifecycleSite(Subscriber.self)
        let ada = try await site.add("ada@example.com")
        #expect(try await !site.lifecycle.cancelDeletion(of: ada))
        try await site.lifecycle.requestDeletion(of: ada, password: "correct horse", client: client)
        let found = try #require(try await site.authenticate(ada.email, "correct horse"))
        #expect(try await site.lifecycle.cancelDeletion(of: found, client: client))
        site.clock.advance(by: Self.grace)
        #expect(try await site.lifecycle.deleteDue() == 0)
        #expect(try await site.find(ada.email) != nil)
        #expect(site.seen.all.map(\.kind) == [.deletionRequested, .deletionCancelled])
    }

    @Test("asking again does not move the day away")
    func again() async throws {
        let site = try await LifecycleSite(Member.self, throttles: .none)
        let ada = try await site.add("ada@example.com")
        let ask: @Sendable () async throws -> Date? = {
            try await site.lifecycle.requestDeletion(of: ada, password: "correct horse", client: client)
        }
        let first = try await ask()
        site.clock.advance(by: 1000)
        #expect(try await ask() == first)
        let dates = try await withThrowingTaskGroup(of: Date?.self) { group in
            for _ in 0..<20 { group.addTask { try await ask() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(dates) == [first])
    }

    @Test("without a grace the account goes at once, with its sessions and tokens")
    func atOnce() async throws {
        var settings = LifecycleSettings()
        settings.deletionGrace = .zero
        let site = try await LifecycleSite(Member.self, settings: settings)
        let ada = try await site.add("ada@example.com")
        let browser = try await site.signIn(ada)
        let wrong = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.requestDeletion(of: ada, password: "wrong", client: client)
        }
        #expect(wrong?.code == .wrongPassword)
        #expect(try await site.lifecycle.requestDeletion(of: ada, password: "correct horse", client: client) == nil)
        #expect(try await site.find(ada.email) == nil)
        #expect(try await site.user(browser) == nil)
        #expect(try await site.sessions.sessions(of: "1", limit: 1).isEmpty)
        #expect(site.mail.notices.map(\.kind) == [.deleted])
        let gone = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.requestDeletion(of: ada, password: "correct horse", client: client)
        }
        #expect(gone?.code == .gone && site.mail.notices.count == 1)
    }

    @Test("several that delete at a time delete each account once; who signs in at that moment keeps it or is told")
    func race() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            let site = try await LifecycleSite(Member.self, in: .mongo(mongo), throttles: .none)
            var members: [Member] = []
            for number in 0..<40 {
                let member = try await site.add("m\(number)@example.com")
                try await site.lifecycle.requestDeletion(of: member, password: "correct horse", client: client)
                members.append(member)
            }
            site.clock.advance(by: Self.grace)
            site.mail.clear()
            let kept = Collected<Int>()
            let deleted = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await site.lifecycle.deleteDue() } }
                for member in members where (member.id ?? 0) % 2 == 0 {
                    group.addTask {
                        if try await site.lifecycle.cancelDeletion(of: member) { kept.append(member.id ?? 0) }
                        return 0
                    }
                }
                return try await group.reduce(0, +)
            }
            let left = try await site.documents.find().compactMap(\.id)
            #expect(Set(left) == Set(kept.all))
            #expect(deleted == 40 - left.count)
            #expect(site.mail.notices.count == deleted)
            #expect(Set(site.mail.notices.map(\.recipient)).count == deleted)
            #expect(try await mongo.collection("account_deletions").find([:]).isEmpty)
        }
    }

    @Test("where one dies in the middle of a deletion the next one finishes it, once")
    func crash() async throws {
        let site = try await LifecycleSite(Member.self)
        let (ada, bob) = (try await site.add("ada@example.com"), try await site.add("bob@example.com"))
        for user in [ada, bob] {
            try await site.lifecycle.requestDeletion(of: user, password: "correct horse", client: client)
        }
        site.clock.advance(by: Self.grace)
        site.mail.clear()
        // Somebody claimed both, deleted one, and died.
        for user in [ada, bob] {
            try await site.lifecycle.deletions.update({ $0.id == "\(user.id ?? 0)" }) {
                [$0.claimedDate.set(site.clock.now), $0.fingerprint.set(AccountFingerprint.of(user))]
            }
        }
        try await site.documents.delete(bob)
        #expect(try await site.lifecycle.deleteDue() == 0)
        // While somebody is at it, it is too late.
        #expect(try await !site.lifecycle.cancelDeletion(of: ada))
        site.clock.advance(by: DeletionRow.claim.inSeconds)
        #expect(try await site.lifecycle.deleteDue() == 1)
        #expect(try await site.documents.count() == 0)
        #expect(try await site.lifecycle.deletions.count() == 0)
        #expect(site.mail.notices.map(\.recipient) == ["ada@example.com"])
    }

    @Test("where one died, an owner who signs in keeps the account")
    func crashAndCancel() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        try await site.lifecycle.requestDeletion(of: ada, password: "correct horse", client: client)
        site.clock.advance(by: Self.grace)
        try await site.lifecycle.deletions.update({ $0.id == "1" }) { [$0.claimedDate.set(site.clock.now)] }
        site.clock.advance(by: DeletionRow.claim.inSeconds)
        #expect(try await site.lifecycle.cancelDeletion(of: ada))
        #expect(try await site.lifecycle.deleteDue() == 0)
        #expect(try await site.find(ada.email) != nil)
    }

    @Test("a new account with the key of one that was being deleted is not deleted in its place")
    func reusedKey() async throws {
        let site = try await LifecycleSite(Subscriber.self)
        let old = try await site.add("ada@example.com")
        try await site.lifecycle.requestDeletion(of: old, password: "correct horse", client: client)
        site.clock.advance(by: Self.grace)
        // Somebody deleted it and died before the note of it was gone.
        try await site.lifecycle.deletions.update({ $0.id == "ada@example.com" }) {
            [$0.claimedDate.set(site.clock.now), $0.fingerprint.set(AccountFingerprint.of(old))]
        }
        try await site.documents.delete(old)
        _ = try await site.add("ada@example.com")
        site.clock.advance(by: DeletionRow.claim.inSeconds)
        #expect(try await site.lifecycle.deleteDue() == 0)
        #expect(try await site.find("ada@example.com") != nil)
        #expect(try await site.lifecycle.pendingDeletion(of: old) == nil)
        // A sign-up by mail takes what is left of another account away by itself.
        let bob = try await site.add("bob@example.com")
        try await site.lifecycle.requestDeletion(of: bob, password: "correct horse", client: client)
        try await site.documents.delete(bob)
        try await site.lifecycle.beginSignUp(email: bob.email, password: "correct horse", client: client)
        _ = try await site.lifecycle.confirmSignUp(
            token: site.token(.signUpConfirmation), password: "correct horse", client: client)
        site.clock.advance(by: Self.grace)
        #expect(try await site.lifecycle.deleteDue() == 0)
    }

    @Test("an account that cannot be deleted does not keep the others, and the log says so")
    func failing() async throws {
        let log = KeptLog()
        let site = try await LifecycleSite(Stubborn.self)
        for name in ["a", "stubborn", "z"] {
            let user = try await site.add("\(name)@example.com")
            try await site.lifecycle.requestDeletion(of: user, password: "correct horse", client: client)
        }
        site.clock.advance(by: Self.grace)
        let logger = Logger(label: "test") { _ in log }
        #expect(try await site.lifecycle.deleteDue(logger: logger) == 2)
        #expect(log.lines.all.count == 1 && log.lines.all.allSatisfy { $0.hasPrefix("error") && !$0.contains("@") })
        #expect(try await site.documents.find().map(\.email) == ["stubborn@example.com"])
    }

    @Test("the service deletes what is due, goes on after a failure, and stops")
    func service() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        try await site.lifecycle.requestDeletion(of: ada, password: "correct horse", client: client)
        let pauses = Collected<Duration>()
        let deleter = AccountDeleter(site.lifecycle) { interval in
            pauses.append(interval)
            if pauses.all.count == 3 { throw CancellationError() }
            site.clock.advance(by: Self.grace)
        }
        try await deleter.run()
        #expect(pauses.all == Array(repeating: .seconds(3600), count: 3))
        #expect(try await site.documents.count() == 0)
    }
}

/// Accounts of which one does not let itself be deleted.
struct Stubborn: TestAccount {
    static let collection = "stubborn"
    var id: ObjectID?
    var email: String
    var password: PasswordHash
    var lastSigninDate: Date?
    var emailVerifiedDate: Date? { nil }

    enum CodingKeys: CodingKey { case id, email, password, lastSigninDate }
    init(email: String, password: PasswordHash) { (self.email, self.password) = (email, password) }

    static let schema = Schema<Stubborn> {
        PrimaryKey(\.id, .objectID)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("last_signin_date", \.lastSigninDate)
    }

    func willDelete() async throws { if email.hasPrefix("stubborn") { throw Refusal() } }
    struct Refusal: Error {}
}
