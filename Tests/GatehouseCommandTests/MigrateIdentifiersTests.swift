import ArgumentParser
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import GatehouseCommand

@Suite("The command `identifiers migrate`")
struct MigrateIdentifiersTests {
    private typealias User = SiteUser<Int>
    private typealias Names = [(email: String, username: String)]

    private final class Output: Sendable {
        private let all = Mutex<[String]>([])
        var lines: [String] { all.withLock { $0 } }
        func add(_ line: String) { all.withLock { $0.append(line) } }
    }

    /// What is printed, and what is told at the end of a run that left something out.
    private func migrate(
        _ site: TestSite<GatehouseContext<User>>, _ arguments: String...
    ) async throws -> (lines: [String], error: String?) {
        let command = try #require(
            try GatehouseCommand.parseAsRoot(["identifiers", "migrate"] + arguments) as? MigrateIdentifiersCommand)
        let output = Output()
        do {
            try await command.run(SiteAccounts(gatehouse: site.gatehouse)) { output.add($0) }
            return (output.lines, nil)
        } catch let error as StartError {
            return (output.lines, "\(error)")
        }
    }

    private func withSite(_ body: (TestSite<GatehouseContext<User>>) async throws -> Void) async throws {
        try await TestSite.run(
            User.self, in: .mongo(.standalone), features: { SiteFeature.usernames.make(User.self) }, body)
    }

    private func add(_ names: Names, to site: TestSite<GatehouseContext<User>>) async throws {
        for (email, username) in names {
            let user = try await site.signUp(email, ["first_name": "A", "last_name": "B"])
            let id = try #require(user.id)
            _ = try await site.gatehouse.mongo.collection("users").updateOne(
                ["_id": .integer(Int64(id))], ["$set": ["username": .string(username)]])
        }
    }

    private func isIn(_ name: String, _ site: TestSite<GatehouseContext<User>>) async throws -> Bool {
        let browser = site.browser()
        try await browser.get("/signin/")
        return try await browser.submit("/signin/", ["email": name, "password": "correct horse"]).status.code == 302
    }

    @Test("it shows what it would do, does it with --apply, and does nothing the second time")
    func whole() async throws {
        try await withSite { site in
            try await add([("anna@example.com", "Anna"), ("ben@example.com", "ben_2")], to: site)
            try await site.signUp("carl@example.com", ["first_name": "A", "last_name": "B"])
            let dry = try await migrate(site)
            #expect(dry.lines == ["2 to write, 0 accounts have a user name. Nothing was written; --apply does it."])
            #expect(dry.error == nil)
            #expect(try await !isIn("anna", site))
            #expect(try await migrate(site, "--apply").lines == ["2 written, 0 accounts had a user name."])
            #expect(try await isIn("ANNA", site))
            #expect(try await isIn("ben_2", site))
            #expect(try await migrate(site, "--apply").lines == ["0 written, 2 accounts had a user name."])
            #expect(try await site.gatehouse.mongo.collection("identifiers").count() == 2)
        }
    }

    @Test("what is taken or not allowed is left out and told, with keys, dry or not, and the run has failed")
    func leftOut() async throws {
        try await withSite { site in
            try await add(
                [
                    ("anna@example.com", "Anna"), ("other@example.com", "ANNA"),
                    ("mail@example.com", "mail@example.com"),
                    ("admin@example.com", "admin"), ("plus@example.com", "a+b"),
                ], to: site)
            let expected = [
                "2  ANNA: account 1 has this name",
                "3  mail@example.com: name_is_address (A user name has no @: an email address cannot be one.)",
                "4  admin: name_reserved (This name is reserved. Choose another one.)",
                "5  a+b: name_characters (Use letters, digits, and the signs . _ - between them only.)",
            ]
            for arguments in [[], ["--apply"], ["--apply"]] {
                let output =
                    arguments.isEmpty ? try await migrate(site) : try await migrate(site, arguments[0])
                #expect(Array(output.lines.dropLast()) == expected)
                #expect(output.error == "4 names were left out. Their accounts sign in by their address alone.")
            }
            #expect(try await isIn("anna", site))
            #expect(try await !isIn("admin", site))
        }
    }

    @Test("a run goes on after one that was interrupted, and leaves a name that was chosen since")
    func resumed() async throws {
        try await withSite { site in
            let names = (1...230).map { (email: "a\($0)@example.com", username: "member\($0)") }
            try await add(names, to: site)
            let rows = try site.gatehouse.mongo
            // The first batch and a half were written; since then account 1 chose another name.
            _ = try await migrate(site, "--apply")
            _ = try await rows.collection("identifiers").deleteMany(["account": ["$gt": "150"]])
            _ = try await rows.collection("identifiers").deleteMany(["account": "1"])
            try await rows.collection("identifiers").insertOne([
                "_id": "username:annie", "account": "1", "shown": "annie", "taken": .datetime(milliseconds: 0),
            ])
            let left = try await rows.collection("identifiers").count()
            let output = try await migrate(site, "--apply")
            #expect(output.lines == ["\(230 - left) written, \(left) accounts had a user name."] && output.error == nil)
            #expect(try await rows.collection("identifiers").count() == 230)
            #expect(try await isIn("annie", site))
            #expect(try await !isIn("member1", site))
            #expect(try await isIn("member230", site))
        }
    }

    @Test("another field is read where it is named")
    func field() async throws {
        try await withSite { site in
            try await add([("anna@example.com", "anna")], to: site)
            #expect(
                try await migrate(site, "--field", "nickname").lines
                    == ["0 to write, 0 accounts have a user name. Nothing was written; --apply does it."])
        }
    }

    @Test("wrong usage is told as such", arguments: [["--aply"], ["--field", ""], ["--field", "$where"], ["all"]])
    func usage(arguments: [String]) {
        let error = #expect(throws: (any Error).self) {
            _ = try GatehouseCommand.parseAsRoot(["identifiers", "migrate"] + arguments)
        }
        // 64 is what the parser calls it; the program ends with 2 then.
        #expect(error.map { GatehouseCommand.exitCode(for: $0) } == .validationFailure)
    }
}
