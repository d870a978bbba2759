import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehousePasswords
import GatehouseSessions
import GatehouseTesting
import Testing

/// Addresses that another program stored in a spelling of its own.
@Suite("U5: one account for a mailbox, in whatever spelling it is stored and typed")
struct SpellingTests {
    /// Spellings of two mailboxes, as they may be stored and typed.
    static let mailboxes = [
        ["ada@example.com", "Ada@Example.com", "ADA@EXAMPLE.COM", "ada@example.com.", "Ada@ｅxample.com"],
        [
            "ann@xn--mnchen-3ya.example", "ann@münchen.example", "Ann@MÜNCHEN.Example", "ann@mu\u{308}nchen.example",
            "ann@XN--MNCHEN-3YA.example", "ann@münchen.example.", "ann@xn--mnchen-3ya.Example.",
        ],
    ]

    @Test("U5: every spelling finds, signs in, resets and keeps strangers from the account of every other")
    func table() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            for stored in Self.mailboxes.flatMap(\.self) {
                try await check(Member.self, stored, in: .memory())
                try await check(Subscriber.self, stored, in: .memory())
                try await check(Member.self, stored, in: .mongo(mongo))
                try await check(Subscriber.self, stored, in: .mongo(mongo))
                try await check(Plain.self, stored, in: .mongo(mongo))
                for name in ["users", "subscribers", "plain"] { try await mongo.run(["drop": .string(name)]) }
            }
        }
    }

    private func check<User: TestAccount>(_ type: User.Type, _ stored: String, in database: DocumentDatabase)
        async throws
    {
        let site = try await LifecycleSite(User.self, in: database, throttles: .none)
        let owner = try await site.addAsStored(stored)
        let mailbox = try #require(EmailAddress(stored))
        for typed in Self.mailboxes.flatMap(\.self) {
            guard EmailAddress(typed) == mailbox else {
                #expect(try await site.find(typed) == nil, "\(typed) is not \(stored)")
                continue
            }
            #expect(try await site.find(typed)?.id == owner.id, "\(typed) finds \(stored)")
            #expect(try await site.authenticate(typed, "correct horse")?.id == owner.id)
            let taken = await #expect(throws: InvalidInput.self) {
                try await site.accounts.signUp(email: typed, password: "a stranger's horse")
            }
            #expect(taken?.failures["email"].map(\.code) == [.taken], "\(typed) is \(stored)")
            site.mail.clear()
            try await site.lifecycle.requestPasswordReset(email: typed, client: client)
            // U2: to the address that is stored, never to what was typed.
            #expect(site.mail.notices.map(\.recipient) == [stored])
            site.mail.clear()
            try await site.lifecycle.beginSignUp(email: typed, password: "a stranger's horse", client: client)
            #expect(site.mail.notices.map(\.kind) == [.alreadyRegistered])
        }
        #expect(try await site.documents.count() == 1)
    }

    @Test("U5: where several spellings of a mailbox are stored, the one that was typed comes first, then ours")
    func exact() async throws {
        for database in [DocumentDatabase.memory()] {
            let site = try await LifecycleSite(Member.self, in: database)
            let theirs = try await site.addAsStored("Ada@Example.com")
            let ours = try await site.addAsStored("ada@example.com", "a stranger's horse")
            #expect(try await site.find("Ada@Example.com")?.id == theirs.id)
            #expect(try await site.find("ada@example.com")?.id == ours.id)
            #expect(try await site.find("ADA@example.com")?.id == ours.id)
            #expect(try await site.authenticate("Ada@Example.com", "correct horse")?.id == theirs.id)
            let administration = AccountAdministration(site.accounts, sessions: site.sessions)
            #expect(try await administration.find("Ada@Example.com")?.id == theirs.id)
            try await site.lifecycle.requestPasswordReset(email: "Ada@Example.com", client: client)
            let reset = try await site.lifecycle.peekPasswordReset(site.token(.passwordReset))
            #expect(reset?.id == theirs.id && site.mail.notices.last?.recipient == "Ada@Example.com")
        }
    }

    @Test("right passwords give tries back, whatever the spelling that is stored")
    func tries() async throws {
        let site = try await LifecycleSite(Member.self)
        _ = try await site.addAsStored("Ada@Example.com")
        for typed in ["Ada@Example.com", "ada@example.com", "ADA@EXAMPLE.COM"] {
            for _ in 0..<8 { #expect(try await site.authenticate(typed, "correct horse") != nil) }
        }
    }

    @Test("U5: no account moves to a mailbox that another has in another spelling")
    func move() async throws {
        let site = try await LifecycleSite(Member.self, throttles: .none)
        let eve = try await site.add("eve@example.com")
        try await site.lifecycle.requestEmailChange(
            to: "ada@example.com", password: "correct horse", of: eve, client: client)
        let token = try site.token(.emailChangeConfirmation)
        let ada = try await site.addAsStored("Ada@Example.com")
        let error = await #expect(throws: InvalidInput.self) {
            try await site.lifecycle.confirmEmailChange(token: token, signedInAs: eve, client: client)
        }
        #expect(error?.failures["email"].map(\.code) == [.taken])
        site.mail.clear()
        try await site.lifecycle.requestEmailChange(
            to: "ada@example.com", password: "correct horse", of: eve, client: client)
        #expect(site.mail.notices.map(\.recipient) == ["Ada@Example.com"])
        // One's own in another spelling is no other.
        let same = await #expect(throws: InvalidInput.self) {
            try await site.lifecycle.requestEmailChange(
                to: "ada@example.com", password: "correct horse", of: ada, client: client)
        }
        #expect(same?.failures["email"].map(\.code) == ["same_email"])
    }

    @Test("a document whose address is stored in a spelling of its own can be changed all the same")
    func update() async throws {
        let site = try await LifecycleSite(Member.self)
        var ada = try await site.addAsStored("Ada@Example.com")
        #expect(try await site.documents.update(&ada) { $0.firstName = "Ada" })
        #expect(try await site.find("ada@example.com")?.firstName == "Ada")
        // What is changed is held against the rules.
        let error = await #expect(throws: DocumentError.self) {
            try await site.documents.update(&ada) { $0.email = "ADA@example.com" }
        }
        #expect(error?.code == .invalid)
    }

    @Test("U5: a look-up is one query that uses the index, for every kind of key", arguments: [true, false])
    func plan(isKey: Bool) async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            if isKey { try await plan(Subscriber.self, mongo) } else { try await plan(Member.self, mongo) }
        }
    }

    private func plan<User: TestAccount>(_ type: User.Type, _ mongo: MongoClient) async throws {
        let site = try await LifecycleSite(User.self, in: .mongo(mongo), throttles: .none)
        _ = try await site.accounts.ensureIndexes()
        for number in 0..<50 { _ = try await site.addAsStored("Ada\(number)@Example.com", hash: "x") }
        _ = try await site.addAsStored("Ada@Example.com")
        for email in ["ada@example.com", "nobody@example.com", "ann@münchen.example"] {
            try await mongo.run(["profile": 2])
            _ = try await site.authenticate(email, "correct horse")
            try await mongo.run(["profile": 0])
            let rows = try await mongo.collection("system.profile").find([:]).filter {
                $0["command"]?.document?["find"]?.string == User.collection
            }
            try await mongo.run(["drop": "system.profile"])
            #expect(rows.count == 1)
            let row = try #require(rows.first)
            #expect(row["planSummary"]?.string?.hasPrefix("IXSCAN") == true, "\(row.extendedJSON())")
            #expect((row["docsExamined"]?.integer ?? 99) <= 1 && (row["keysExamined"]?.integer ?? 99) <= 8)
        }
    }

    @Test("the index is made once, and one of the application's own that forbids more takes its place")
    func index() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            let site = try await LifecycleSite(Member.self, in: .mongo(mongo))
            #expect(try await site.accounts.ensureIndexes().made == ["email_any_case"])
            #expect(try await site.accounts.ensureIndexes().made.isEmpty)
            try await mongo.run(["dropIndexes": "users", "index": "email_any_case"])
            var own = MongoIndex(["email": 1], name: "own")
            (own.isUnique, own.collation) = (true, .caseInsensitive)
            try await mongo.collection("users").createIndexes([own])
            let report = try await site.accounts.ensureIndexes()
            #expect(report.made.isEmpty && report.differing.isEmpty)
        }
    }

    @Test("stored addresses are counted, shown and brought into our form; a shared mailbox is left to an operator")
    func canonicalize() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            for database in [DocumentDatabase.memory(), .mongo(mongo)] {
                let site = try await LifecycleSite(Member.self, in: database)
                let ada = try await site.addAsStored("Ada@Example.com")
                let ann = try await site.addAsStored("ann@münchen.example")
                let bob = try await site.addAsStored("Bob@example.com")
                let other = try await site.addAsStored("bob@example.com")
                _ = try await site.addAsStored("carl@example.com")
                _ = try await site.addAsStored("Not an address")
                #expect(try await site.accounts.countUncanonicalEmails() == 3)
                try await site.lifecycle.requestPasswordReset(email: "ada@example.com", client: client)
                let reset = try site.token(.passwordReset)
                let browser = try await site.signIn(ada)
                let administration = AccountAdministration(site.accounts, sessions: site.sessions)
                func run(applies: Bool) async throws -> [String: CanonicalizedEmail] {
                    var found: [String: CanonicalizedEmail] = [:]
                    try await administration.canonicalizeEmails(applies: applies) { found[$0.stored] = $0 }
                    return found
                }
                let dry = try await run(applies: false)
                #expect(
                    dry.mapValues(\.outcome) == [
                        "Ada@Example.com": .pending, "ann@münchen.example": .pending, "Bob@example.com": .taken,
                    ])
                #expect(dry["Bob@example.com"]?.others == other.id.map { [$0.keyText] })
                #expect(try await site.accounts.countUncanonicalEmails() == 3)
                let done = try await run(applies: true)
                #expect(done["Ada@Example.com"]?.outcome == .changed)
                #expect(done["ann@münchen.example"]?.canonical == "ann@xn--mnchen-3ya.example")
                #expect(try await site.accounts.countUncanonicalEmails() == 1)
                let emails = try await site.documents.find().map { ($0.id, $0.email) }
                #expect(emails.contains { $0.0 == ada.id && $0.1 == "ada@example.com" })
                #expect(emails.contains { $0.0 == ann.id && $0.1 == "ann@xn--mnchen-3ya.example" })
                #expect(emails.contains { $0.0 == bob.id && $0.1 == "Bob@example.com" })
                // Nobody is signed out, and links go on working.
                #expect(try await site.user(browser)?.id == ada.id)
                #expect(try await site.lifecycle.peekPasswordReset(reset)?.id == ada.id)
            }
        }
        let keyed = try await LifecycleSite(Subscriber.self)
        _ = try await keyed.addAsStored("Ada@Example.com")
        let administration = AccountAdministration(keyed.accounts, sessions: keyed.sessions)
        var outcomes: [CanonicalizedEmail.Outcome] = []
        try await administration.canonicalizeEmails(applies: true) { outcomes.append($0.outcome) }
        #expect(outcomes == [.isKey])
    }

    @Test("R6: of 1,000 sign-ups of one address in its spellings, by two processes, one is made and 999 are told so")
    func processes() async throws {
        let url = try await TestMongo.url(on: .replicaSet)
        let worker = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("SignUpWorker")
        let spellings = [
            "ann@café.example", "ANN@CAFÉ.example", "ann@cafe\u{301}.example", "Ann@xn--caf-dma.example",
            "ann@Cafe\u{301}.Example.", "\u{FEFF}ann@café.example ",
        ]
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let process = Process()
                    process.executableURL = worker
                    process.arguments = [url, "500"] + spellings
                    let output = Pipe()
                    process.standardOutput = output
                    try process.run()
                    let data = try output.fileHandleForReading.readToEnd() ?? Data()
                    process.waitUntilExit()
                    #expect(process.terminationStatus == 0)
                    return String(decoding: data, as: UTF8.self)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var counts: [String: Int] = [:]
        for line in outputs.joined(separator: "\n").split(separator: "\n") {
            let parts = line.split(separator: " ")
            counts[String(parts[0]), default: 0] += Int(parts.last ?? "") ?? 0
        }
        #expect(counts == ["created": 1, "taken": 999])
        let mongo = try MongoClient(MongoSettings(url: url))
        #expect(
            try await mongo.collection("users").find([:]).map { $0["email"]?.string } == ["ann@xn--caf-dma.example"])
        try await mongo.shutdown()
    }
}

extension LifecycleSite {
    /// Stores an account as another program does: with the address as it is given.
    func addAsStored(_ email: String, _ password: String = "correct horse", hash: String? = nil) async throws -> User {
        let new = User(email: email, password: PasswordHash(hash ?? ""))
        var document = try User.schema.encode(new)
        let text: String = if let hash { hash } else { try await Self.hash(password) }
        var members = document.filter { $0.key != "password" && $0.key != "_id" }.map { ($0.key, $0.value) }
        members.append(("password", .string(text)))
        let id: BSONValue = User.self is Subscriber.Type ? .string(email) : try Self.newKey(User.ID.self)
        document = BSONDocument([("_id", id)] + members.filter { $0.0 != "email" || !(User.self is Subscriber.Type) })
        try await database.store(User.collection).insertMany([document], ordered: true)
        return try User.schema.decode(document)
    }

    private static func newKey<ID: DocumentID>(_ type: ID.Type) throws -> BSONValue {
        if let id = ObjectID() as? ID { return try id.bsonValue() }
        return .integer(Int64.random(in: 1000...1_000_000_000))
    }
}
