import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMongo
import GatehouseMongoStores
import GatehousePasswords
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

@testable import GatehouseAuth

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
private let python = root.appendingPathComponent(".tools/venv/bin/python").path

/// A Django in a process of its own, asked by a line of JSON and answering by one.
private struct LiveDjango {
    private let process = Process()
    private let questions = Pipe()
    private let answers = Pipe()

    init(url: String, name: String, key: String) throws {
        let parameters: JSONValue = ["url": .string(url), "name": .string(name), "key": .string(key)]
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [
            root.appendingPathComponent("Tests/django/django_auth_side.py").path, parameters.text,
        ]
        process.standardInput = questions
        process.standardOutput = answers
        try process.run()
    }

    func ask(_ question: JSONValue) throws -> JSONValue {
        try questions.fileHandleForWriting.write(contentsOf: Data((question.text + "\n").utf8))
        var line = Data()
        while let byte = try answers.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) {
            guard !byte.isEmpty else { break }
            line += byte
        }
        return try #require(JSONValue(String(decoding: line, as: UTF8.self)))
    }

    func stop() throws {
        try questions.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

@Suite(
    "A live Django's users", .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs Django"))
struct LiveDjangoAuthTests {
    private static let key = "a secret key for tests with more than fifty characters 0123456789"
    private static let model = "django.contrib.auth.backends.ModelBackend"

    @Test("sign in, share sessions and reset passwords on both sides, in the collections of its models")
    func together() async throws {
        try await TestMongo.withClient { client in
            let url = try await TestMongo.configuration().url.replacing(
                #/\/test_[0-9a-f]+/#, with: "/\(client.defaultDatabase)")
            let django = try LiveDjango(url: url, name: client.defaultDatabase, key: Self.key)
            let created = try django.ask([
                "do": "create", "username": "ann", "email": "ann@example.com", "password": "correct horse",
            ])

            let users = Documents(DjangoUser.self, client: client)
            _ = try await users.ensureIndexes()
            let passwords = PasswordHashing([ScryptHasher(), Argon2Hasher()], executor: .patient)
            let keys = SecretKeys(Self.key)
            let catalog = BackendCatalog(users, passwords: passwords, header: "Remote-User", own: [])
            let accounts = Accounts(
                users, passwords: passwords, keys: keys,
                backends: try catalog.select([BackendSelection("email-password", sessionName: Self.model)]))

            // Its user signs in here with the password that it hashed with scrypt.
            let proof = try #require(
                try await accounts.authenticate(
                    Credentials(email: "ann@example.com", password: "correct horse"), Client()))
            #expect(proof.user.id?.keyText == created["id"]?.string && proof.user.username == "ann")

            // Its session is its user's here, and what we put into it is there.
            let policy = SessionPolicy()
            let store = DjangoSessionStore(client: client, layout: .mongoDBBackend, keys: keys, policy: policy)
            let there = try django.ask(["do": "login", "username": "ann", "password": "correct horse"])
            let theirs = try await Session(
                store.token(of: try #require(there["session"]?.string)), store: store, policy: policy)
            #expect(try await accounts.user(of: theirs)?.username == "ann")
            theirs["cart", as: [Int].self] = [1, 2]
            try await theirs.save()
            let seen = try django.ask(["do": "user", "session": .string(theirs.token?.text ?? "")])
            #expect(
                seen["username"]?.string == "ann" && seen["values"]?["cart"] == .array([.integer("1"), .integer("2")]))

            // Our session is its user's there, and signing in is noted where its own is.
            let ours = try await Session(nil, store: store, policy: policy)
            let user = try #require(try await accounts.signIn(proof, ours).user)
            let id = try #require(user.id)
            try await ours.save()
            let read = try django.ask(["do": "user", "session": .string(ours.token?.text ?? "")])
            #expect(read["username"]?.string == "ann")
            let noted = try django.ask(["do": "read", "username": "ann", "password": "correct horse"])
            #expect(noted["last_login"]?.integer == user.lastSigninDate.map { Int($0.timeIntervalSince1970) })
            #expect(noted["joined"] == true && noted["password"] == true)
            #expect(
                noted["permissions"] == .array([.string("auth.add_user"), .string("auth.change_user")]))

            // Links of both sides are good on both, until the password changes on one.
            let links = PasswordResetLinks(accounts, tokens: PasswordResetTokens(keys: keys))
            let link = try django.ask(["do": "link", "username": "ann"])
            let account = try #require(link["account"]?.string)
            let token = try #require(link["token"]?.string)
            #expect(try await links.account(account, token: token)?.username == "ann")
            let current = try #require(try await users.find(id))
            let own = try #require(links.make(for: current))
            #expect(own.account == account)
            let check: JSONValue = ["do": "check", "username": "ann", "token": .string(own.token)]
            #expect(try django.ask(check)["valid"] == true)
            let hash = try await passwords.hash("another horse")
            try await users.set(["password": .string(hash.text)], of: id)
            #expect(try await links.account(account, token: token) == nil)
            #expect(try django.ask(check)["valid"] == false)
            #expect(hash.text.hasPrefix("scrypt$") && hash.text.utf8.count <= 128)
            let after = try django.ask(["do": "read", "username": "ann", "password": "another horse"])
            #expect(after["password"] == true)
            let ended = try django.ask(["do": "user", "session": .string(ours.token?.text ?? "")])
            #expect(ended["username"]?.string == "")
            try django.stop()
        }
    }
}
