import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Testing

/// The steps of "User Authentication and Session with MongoDB in Django", one test a snippet, with any kind of key.
enum Post {
    /// II, `models.py`: `class Users(mg.Document)`. III: its key is counted.
    struct Users: Account, CustomStringConvertible {
        static let collection = "users"
        var id: Int?
        var email: String
        var password: PasswordHash
        var firstName: String
        var lastName: String
        var lastSigninDate: Date?
        var signupDate: Date
        /// `__str__`: whatever one likes. Nothing depends on it.
        var description: String { "\(firstName) \(lastName)" }

        static let schema = Schema<Users> {
            PrimaryKey(\.id, .sequence(named: "Users"))
            Field("email", \.email, .email, .unique)
            Field("password", \.password)
            Field("first_name", \.firstName, .required)
            Field("last_name", \.lastName, .required)
            Field("last_signin_date", \.lastSigninDate)
            Field("signup_date", \.signupDate, .initially { Date() })
        }
    }

    /// IV, `models.py`: the e-mail address is the key.
    struct EmailUsers: Account, CustomStringConvertible {
        static let collection = "users"
        var email: String
        var password: PasswordHash
        var lastSigninDate: Date?
        var id: String? {
            get { email }
            set { email = newValue ?? email }
        }
        var description: String { "not the address" }

        static let schema = Schema<EmailUsers> {
            PrimaryKey("email", \.email)
            Field("email", \.email, .email)
            Field("password", \.password)
            Field("last_signin_date", \.lastSigninDate)
        }
    }

    /// Any other key.
    struct KeyedUsers<Key: MadeKey>: Account, CustomStringConvertible {
        static var collection: String { "users" }
        var id: Key?
        var email: String
        var password: PasswordHash
        var lastSigninDate: Date?
        var description: String { "a user" }

        static var schema: Schema<KeyedUsers> {
            Schema {
                PrimaryKey(\.id, Key.strategy)
                Field("email", \.email, .email, .unique)
                Field("password", \.password)
                Field("last_signin_date", \.lastSigninDate)
            }
        }
    }

    /// A key of one's own: a country and a number.
    struct Badge: MadeKey {
        var country: String
        var number: Int
        var keyText: String { "\(country)-\(number)" }
        init(country: String, number: Int) { (self.country, self.number) = (country, number) }

        init?(keyText: String) {
            let parts = keyText.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[1]) else { return nil }
            self.init(country: String(parts[0]), number: number)
        }

        func bsonValue() throws -> BSONValue { ["c": .string(country), "n": .integer(Int64(number))] }

        init(bsonValue: BSONValue) throws {
            guard let country = bsonValue.document?["c"]?.string, let number = bsonValue.document?["n"]?.integer else {
                throw CocoaError(.coderReadCorrupt)
            }
            self.init(country: country, number: Int(number))
        }

        static var strategy: KeyStrategy<Badge> {
            .generated { Badge(country: "at", number: Int.random(in: 0..<1_000_000)) }
        }
    }
}

/// A key that is made for its document.
protocol MadeKey: DocumentID { static var strategy: KeyStrategy<Self> { get } }
extension ObjectID: MadeKey { static var strategy: KeyStrategy<ObjectID> { .objectID } }
extension UUID: MadeKey { static var strategy: KeyStrategy<UUID> { .uuid } }

@Suite("The post, step by step")
struct PostTests {
    func siteSettings() async throws -> GatehouseSettings {
        var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
        settings.mongo = try await TestMongo.settings()
        settings.hashers = [Argon2Hasher.forTests]
        settings.web.isHTTPS = false
        return settings
    }

    /// Accounts of a type in a database of their own, and a store of sessions.
    func withAccounts<User: Account>(
        _ type: User.Type, _ body: (Accounts<User>, MongoClient) async throws -> Void
    ) async throws {
        try await TestMongo.withClient { client in
            let documents = Documents(User.self, client: client)
            _ = try await documents.ensureIndexes()
            let accounts = Accounts(
                documents, passwords: PasswordHashing([Argon2Hasher.forTests]), keys: SecretKeys("a key for tests only")
            )
            try await body(accounts, client)
        }
    }

    let names = ["first_name": "Ada", "last_name": "Lovelace"]

    @Test("II settings.py: SESSION_ENGINE cache, SESSION_COOKIE_AGE 300, AUTHENTICATION_BACKENDS")
    func settings() async throws {
        var settings = try await siteSettings()
        settings.sessionEngine = .cache()
        settings.web.sessions.age = .seconds(300)
        settings.backends = ["email-password"]
        let gatehouse = try await Gatehouse(Post.Users.self, settings)
        let router = Router(context: GatehouseContext<Post.Users>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        _ = try await gatehouse.accounts.signUp(email: "ada@example.com", password: "correct horse", fields: names)
        let browser = TestBrowser(router)
        try await browser.get("/signin/")
        let page = try await browser.submit("/signin/", ["email": "ada@example.com", "password": "correct horse"])
        #expect(page.headers[values: .setCookie].contains { $0.hasPrefix("sessionid=") && $0.contains("Max-Age=300") })
        try await gatehouse.mongo.run(["dropDatabase": 1])
        try await gatehouse.shutdown()
    }

    @Test("II urls.py, views.py: a made-up cookie of eight characters is nobody, and signing out ends the session")
    func views() async throws {
        let gatehouse = try await Gatehouse(Post.Users.self, try await siteSettings())
        let router = Router(context: GatehouseContext<Post.Users>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        let browser = TestBrowser(router)
        browser.cookies["sessionid"] = "abcdefgh"
        for (path, there) in [("/", "/index/"), ("/index/", "/signin/")] {
            #expect(try await browser.get(path).headers[.location] == there)
        }
        for path in ["/signin/", "/signup/"] { #expect(try await browser.get(path).status == .ok) }
        _ = try await gatehouse.accounts.signUp(email: "ada@example.com", password: "correct horse", fields: names)
        try await browser.get("/signin/")
        try await browser.submit("/signin/", ["email": "ada@example.com", "password": "correct horse"])
        let kept = browser.cookies
        #expect(try await browser.get("/index/").body.contains("Lovelace"))
        #expect(try await browser.submit("/signout/").headers[.location] == "/")
        browser.cookies = kept
        #expect(try await browser.get("/index/").headers[.location] == "/signin/")
        try await gatehouse.mongo.run(["dropDatabase": 1])
        try await gatehouse.shutdown()
    }

    @Test("II forms.py SignUpForm: clean_email, clean_password, save")
    func signUpForm() async throws {
        try await withAccounts(Post.Users.self) { accounts, _ in
            let user = try await accounts.signUp(email: "Ada@Example.com", password: "correct horse", fields: names)
            #expect(user.email == "ada@example.com" && user.password.text.hasPrefix("argon2$argon2id$"))
            let error = await #expect(throws: InvalidInput.self) {
                try await accounts.signUp(email: "ada@example.com", password: "correct horse", fields: names)
            }
            #expect(error?.failures.texts == ["email": ["Email is already registered"]])
        }
    }

    @Test("III models.py Counter.get_next_sequence and save(): keys are counted, and the number is returned")
    func counter() async throws {
        try await withAccounts(Post.Users.self) { accounts, client in
            for number in 1...3 {
                let user = try await accounts.signUp(
                    email: "u\(number)@example.com", password: "correct horse", fields: names)
                #expect(user.id == number)
            }
            #expect(try await client.collection("counter").findOne([:]) == ["_id": "Users", "sequence": 3])
        }
    }

    @Test("III backends.py authenticate(): the user for the right password, nothing for any other")
    func authenticate() async throws {
        try await withAccounts(Post.Users.self) { accounts, _ in
            _ = try await accounts.signUp(email: "ada@example.com", password: "correct horse", fields: names)
            #expect(
                try await accounts.authenticate(
                    email: "ada@example.com", password: "correct horse", from: Client())?.id == 1)
            #expect(
                try await accounts.authenticate(email: "ada@example.com", password: "wrong", from: Client())
                    == nil)
            #expect(
                try await accounts.authenticate(
                    email: "eve@example.com", password: "correct horse", from: Client()) == nil)
        }
    }

    @Test("III forms.py login(), backends.py get_user(), fields.py value_to_string(): a counted key")
    func counted() async throws { try await signsIn(Post.Users.self, fields: names) { $0 == 1 } }

    @Test("IV fields.py, models.py: the address as key, whatever __str__ returns")
    func address() async throws { try await signsIn(Post.EmailUsers.self) { $0 == "ada@example.com" } }

    @Test("an ObjectID as key")
    func objectID() async throws { try await signsIn(Post.KeyedUsers<ObjectID>.self) { $0 != nil } }

    @Test("a UUID as key")
    func uuid() async throws { try await signsIn(Post.KeyedUsers<UUID>.self) { $0 != nil } }

    @Test("a key of one's own")
    func own() async throws { try await signsIn(Post.KeyedUsers<Post.Badge>.self) { $0?.country == "at" } }

    /// Signs up and in, and finds the user of the next request.
    private func signsIn<User: Account>(
        _ type: User.Type, fields: [String: String] = [:], _ isExpected: @Sendable (User.ID?) -> Bool
    ) async throws {
        try await withAccounts(type) { accounts, client in
            let store = MongoSessionStore(client: client)
            let made = try await accounts.signUp(email: "ada@example.com", password: "correct horse", fields: fields)
            #expect(isExpected(made.id))
            let found = try #require(
                try await accounts.authenticate(
                    Credentials(email: "ada@example.com", password: "correct horse"), Client()))
            let session = try await Session(nil, store: store, policy: SessionPolicy())
            _ = try await accounts.signIn(found, session)
            try await session.save()
            let next = try await Session(session.token, store: store, policy: SessionPolicy())
            #expect(next["_auth_user_id", as: String.self] == made.id?.keyText)
            let user = try await accounts.user(of: next)
            #expect(user?.id == made.id && user?.lastSigninDate != nil)
            try await accounts.signOut(next)
            let after = try await Session(session.token, store: store, policy: SessionPolicy())
            #expect(try await accounts.user(of: after) == nil)
        }
    }
}
