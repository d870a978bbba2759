import Foundation
import Gatehouse
import GatehouseIdentifiers
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("User names over HTTP")
struct UserNamePageTests {
    private let json: HTTPFields = [.accept: "application/json"]

    @Test("an account with a counted key is named, signs in by both, is renamed, and frees its names with itself")
    func counted() async throws { try await whole(Keyed<Int>.self) }

    @Test("the same with a UUID")
    func uuid() async throws { try await whole(Keyed<UUID>.self) }

    @Test("the same with an ObjectID")
    func objectID() async throws { try await whole(Keyed<ObjectID>.self) }

    @Test("the same with the address as key")
    func address() async throws { try await whole(Addressed.self) }

    private func whole<User: Account>(_ type: User.Type) async throws {
        let witness = Witness()
        try await TestSite.run(
            type, in: .mongo(.standalone), configure: witness.configure, features: { UserNames() }
        ) { site in
            let anna = try await site.signedIn("anna@example.com")
            #expect(try await anna.get("/security/").body.contains("No user name yet."))
            #expect(try await anna.choose("Anna-M").location == "/security/")
            let security = try await anna.get("/security/").body
            #expect(security.contains("<strong><bdi>Anna-M</bdi></strong>"))
            #expect(security.contains("Your user name was saved. You can sign in with it."))
            #expect(try await anna.get("/security/username/").body.contains(#"value="Anna-M""#))

            for name in ["ANNA-m", " ａnna-m", "anna@example.com", "Anna@Example.com"] {
                let other = site.browser()
                #expect(try await other.signIn(name).location == "/index/", "\(name)")
                #expect(try await other.get("/index/").body.contains("anna@example.com"))
            }

            // Another account does not get it; it gets the one that is given up.
            let ben = try await site.signedIn("ben@example.com")
            let refused = try await ben.choose("anna-M")
            #expect(refused.status == .unprocessableContent)
            #expect(refused.body.contains("Another account has this user name."))
            #expect(try await anna.choose("Annie").location == "/security/")
            #expect(try await ben.choose("anna-M").location == "/security/")
            let other = site.browser()
            #expect(try await other.signIn("anna-m").location == "/index/")
            #expect(try await other.get("/index/").body.contains("ben@example.com"))

            let export = try await anna.get("/account/export/").body
            #expect(export.contains(#""username":"Annie""#) || export.contains(#""username": "Annie""#), "\(export)")

            let account = try #require(try await site.gatehouse.accounts.find(email: "anna@example.com"))
            _ = try await site.gatehouse.administration.delete(account)
            #expect(try await site.browser().signIn("annie").status == .unprocessableContent)
            #expect(try await ben.choose("annie").location == "/security/")
        }
    }

    @Test("a change is an event, and is mailed to the owner; the same name again is neither")
    func told() async throws {
        let witness = Witness()
        try await TestSite.run(Keyed<Int>.self, configure: witness.configure, features: { UserNames() }) { site in
            let anna = try await site.signedIn("anna@example.com")
            try await anna.choose("anna")
            #expect(witness.kinds.filter { $0 == "account.user-name-changed" }.count == 1)
            let mail = try await site.nextMail(to: "anna@example.com").message
            #expect(mail.text.contains("Your account has a new user name: anna."), "\(mail.text)")
            #expect(try await anna.choose("ANNA").location == "/security/")
            #expect(try await anna.get("/security/").body.contains("<bdi>ANNA</bdi>"))
            #expect(witness.kinds.filter { $0 == "account.user-name-changed" }.count == 1)
        }
    }

    @Test("UN4: choosing a name needs a sign-in of the last ten minutes")
    func fresh() async throws {
        let witness = Witness()
        try await TestSite.run(Keyed<UUID>.self, configure: witness.configure, features: { UserNames() }) { site in
            let anna = try await site.signedIn("anna@example.com")
            try await anna.get("/security/username/")
            witness.advance(by: 601)
            #expect(try await anna.get("/security/username/").location?.hasPrefix("/signin/") == true)
            try await anna.get("/security/")
            let refused = try await anna.submit("/security/username/", ["username": "anna"], headers: json)
            #expect(refused.status == .unauthorized && refused.body.contains(#""code":"sign_in_again""#))
            #expect(try await site.browser().signIn("anna").status == .unprocessableContent)
            // Also by the name itself.
            try await anna.get("/signin/?again=1")
            #expect(
                try await anna.submit(
                    "/signin/", ["email": "anna@example.com", "password": "correct horse", "again": "1"]
                ).status == .found)
            #expect(try await anna.choose("anna").location == "/security/")
        }
    }

    @Test("programs get the form, what is wrong by code, and what was done")
    func programs() async throws {
        let witness = Witness()
        try await TestSite.run(Keyed<ObjectID>.self, configure: witness.configure, features: { UserNames() }) { site in
            let anna = try await site.signedIn("anna@example.com")
            try await anna.get("/security/username/")
            let form = try await anna.get("/security/username/", headers: json).body
            #expect(form.contains(#""name":"username""#) && form.contains(#""max_length":30"#), "\(form)")
            for (name, code) in [
                ("admin", "name_reserved"), ("an..na", "name_separators"), ("a b c", "name_characters"),
                ("аnna", "name_scripts"), ("anna@example.com", "name_is_address"), ("an", "min_length"),
                ("", "required"),
            ] {
                let refused = try await anna.submit("/security/username/", ["username": name], headers: json)
                #expect(
                    refused.status == .unprocessableContent && refused.body.contains(#""code":"\#(code)""#), "\(name)")
            }
            let done = try await anna.submit("/security/username/", ["username": "Anna"], headers: json)
            #expect(done.status == .ok && done.body.contains(#""codes":["user_name_saved"]"#))
            let security = try await anna.get("/security/", headers: json).body
            #expect(security.contains(#""has_user_name":true"#) && security.contains(#""user_name":"Anna""#))
            let openAPI = try await anna.get("/openapi.json").body
            #expect(openAPI.contains(#""/security/username/""#))
            #expect(!openAPI.contains(#""/security/user_name/""#))
        }
    }

    @Test("the sign-in page asks for either, and takes a name where somebody is signed in by it already")
    func page() async throws {
        let witness = Witness()
        try await TestSite.run(Keyed<Int>.self, configure: witness.configure, features: { UserNames() }) { site in
            let page = try await site.browser().get("/signin/").body
            let field = try #require(page.firstMatch(of: /<input[^>]*name="email"[^>]*>/)?.0)
            #expect(field.contains(#"type="text""#) && field.contains(#"autocomplete="username""#))
            #expect(page.contains(">Email or user name</label>"))
            let anna = try await site.signedIn("anna@example.com")
            try await anna.choose("anna")
            try await anna.get("/security/")
            // A sign-in form that was open before.
            #expect(try await anna.submit("/signin/", ["email": "Anna", "password": "x"]).location == "/index/")
            #expect(try await !anna.get("/index/").body.contains("To use another account"))
            try await anna.submit("/signin/", ["email": "ben", "password": "x"])
            #expect(try await anna.get("/index/").body.contains("To use another account"))
        }
    }

    @Test("a site without the feature asks for an address, and has no page of names")
    func without() async throws {
        let witness = Witness()
        try await TestSite.run(Keyed<Int>.self, configure: witness.configure) { site in
            let page = try await site.browser().get("/signin/").body
            #expect(page.contains(#"type="email""#) && page.contains(">Email</label>") && !page.contains("user name"))
            #expect(try await site.signedIn("anna@example.com").get("/security/username/").status == .notFound)
        }
    }
}
