import Foundation
import Gatehouse

/// The settings of the ready-made site.
struct SiteSettings {
    enum Profile: String, CaseIterable { case development, production }
    enum PrimaryKey: String, CaseIterable { case sequence, email, objectid, uuid }
    enum Engine: String, CaseIterable {
        case database, cache, file, django
        case cachedDatabase = "cached-database"
        case signedCookie = "signed-cookie"
    }
    enum DjangoLayout: String, CaseIterable {
        case auto, mongoengine
        case mongoDBBackend = "mongodb-backend"
    }
    enum HasherName: String, CaseIterable { case argon2, scrypt, pbkdf2_sha256, bcrypt_sha256 }
    enum SessionsWithoutHash: String, CaseIterable { case refused, trusted }
    enum Verification: String, CaseIterable { case off, optional, required }
    enum Rehash: String, CaseIterable { case outdated, never }

    let mongoURL: String?
    let mongoTimeout: Duration
    let secretKey: String?
    let secretKeyFallbacks: [String]
    let profile: Profile
    let host: String
    let port: Int
    let primaryKey: PrimaryKey
    let counterName: String
    /// Nil where all fields are in the accounts' own documents.
    let fieldsAside: FieldsAside?
    let sessionEngine: Engine
    let sessionCookieAge: Int
    let sessionCookieName: String?
    let sessionFilePath: String?
    let sessionCacheSize: Int
    let sessionStaleness: Int
    let djangoLayout: DjangoLayout
    let passwordHasher: any PasswordHasher
    let hashLimits: HashLimits
    let rehash: Rehash
    let breachedPasswords: String?
    let backends: [BackendSelection]
    let remoteHeader: String
    let trustedProxies: TrustedProxies
    let trustsSessionsWithoutHash: Bool
    let throttles: Throttles
    let siteName: String
    let origin: String?
    let pathPrefix: String
    let server: ServerLimits
    let allowedHosts: [String]?
    let signInAddress: SignInAddress?
    let trustedOrigins: [String]
    let mail: MailChoice?
    let mailFrom: MailAddress?
    let mailMaximumHours: Int
    let emailVerification: Verification
    let deletionGraceDays: Int
    let templates: String?
    let features: [SiteFeature]
    let rememberedBrowserDays: Int

    /// Reads the environment, and the file `.env` of the working directory for what the environment does not say.
    ///
    /// - Throws: ``SettingError`` for what is not understood, also for names that begin with `GATEHOUSE_` and are no
    ///   settings.
    static func read() throws -> SiteSettings {
        let settings = try SiteSettings(try SettingSources.read())
        SiteCounter.name = settings.counterName
        return settings
    }

    init(_ sources: SettingSources) throws {
        // First: a mistyped name is why another setting is missing.
        try sources.refuseUnknown(try Self.known())
        try self.init(sources.reader)
    }

    /// All names there are: those that are asked for where none is set.
    private static func known() throws -> KnownSettings {
        let reader = try SettingSources(environment: ["GATEHOUSE_PROFILE": "development"], file: []).reader
        _ = try SiteSettings(reader)
        return reader.known
    }

    init(_ reader: SettingsReader) throws {
        profile = try reader.choice("GATEHOUSE_PROFILE", default: .production)
        mongoURL = reader.text("GATEHOUSE_MONGODB_URL")
        mongoTimeout = .seconds(try reader.integer("GATEHOUSE_MONGODB_TIMEOUT_SECONDS", in: 1...600, default: 10))
        secretKey = reader.text("GATEHOUSE_SECRET_KEY")
        secretKeyFallbacks = reader.list("GATEHOUSE_SECRET_KEY_FALLBACKS")
        host = reader.text("GATEHOUSE_HOST") ?? "127.0.0.1"
        port = try reader.integer("GATEHOUSE_PORT", in: 0...65_535, default: 8080)
        primaryKey = try reader.choice("GATEHOUSE_PRIMARY_KEY", default: .sequence)
        counterName = reader.text("GATEHOUSE_COUNTER_NAME") ?? SiteCounter.usualName
        if reader.text("GATEHOUSE_COUNTER_NAME") != nil, primaryKey != .sequence {
            throw SettingError(
                name: "GATEHOUSE_COUNTER_NAME",
                message: "is set, but GATEHOUSE_PRIMARY_KEY is not sequence. Set both, or none.")
        }
        sessionEngine = try reader.choice("GATEHOUSE_SESSION_ENGINE", default: .database)
        fieldsAside = try FieldsAside(reader, besideDjango: sessionEngine == .django)
        sessionCookieAge = try reader.integer(
            "GATEHOUSE_SESSION_COOKIE_AGE", in: 1...31_536_000, default: 1_209_600)
        sessionCookieName = reader.text("GATEHOUSE_SESSION_COOKIE_NAME")
        if let name = sessionCookieName, !Self.isCookieName(name) {
            throw SettingError(
                name: "GATEHOUSE_SESSION_COOKIE_NAME", message: "may hold letters, digits, - and _ only.")
        }
        sessionFilePath = reader.text("GATEHOUSE_SESSION_FILE_PATH")
        if sessionFilePath != nil, sessionEngine != .file {
            throw SettingError(
                name: "GATEHOUSE_SESSION_FILE_PATH",
                message: "is set, but GATEHOUSE_SESSION_ENGINE is not file. Set both, or none.")
        }
        sessionCacheSize = try reader.integer("GATEHOUSE_SESSION_CACHE_MEGABYTES", in: 1...1_048_576, default: 64)
        sessionStaleness = try reader.integer(
            "GATEHOUSE_SESSION_STALENESS_MILLISECONDS", in: 0...60_000, default: 1000)
        djangoLayout = try reader.choice("GATEHOUSE_SESSION_DJANGO_LAYOUT", default: .auto)
        passwordHasher = try HasherSettings(reader).hasher
        hashLimits = try HashLimits(reader)
        breachedPasswords = reader.text("GATEHOUSE_BREACHED_PASSWORDS")
        if let path = breachedPasswords, !FileManager.default.fileExists(atPath: path) {
            throw SettingError(
                name: "GATEHOUSE_BREACHED_PASSWORDS", message: "names a file or folder that is not there.")
        }
        rehash = try reader.choice("GATEHOUSE_PASSWORD_REHASH", default: .outdated)
        let names = reader.list("GATEHOUSE_AUTHENTICATION_BACKENDS").map { BackendSelection(text: $0) }
        backends = names.isEmpty ? ["email-password"] : names
        remoteHeader = reader.text("GATEHOUSE_REMOTE_HEADER") ?? "Remote-User"
        guard let proxies = TrustedProxies(reader.list("GATEHOUSE_TRUSTED_PROXIES")) else {
            throw SettingError(
                name: "GATEHOUSE_TRUSTED_PROXIES",
                message: "must be addresses and networks separated by commas, as 10.0.0.0/8, 2001:db8::1.")
        }
        trustedProxies = proxies
        if backends.contains(where: { $0.name == "remote-header" }), proxies == .none {
            throw SettingError(
                name: "GATEHOUSE_TRUSTED_PROXIES",
                message:
                    "is not set, but GATEHOUSE_AUTHENTICATION_BACKENDS has remote-header, which believes nobody else.")
        }
        trustsSessionsWithoutHash =
            try reader.choice("GATEHOUSE_SESSIONS_WITHOUT_HASH", default: SessionsWithoutHash.refused) == .trusted
        throttles = try Self.throttles(reader)
        siteName = reader.text("GATEHOUSE_SITE_NAME") ?? "Gatehouse"
        origin = try Self.origin(reader)
        pathPrefix = try Self.pathPrefix(reader)
        server = try ServerLimits(reader)
        signInAddress = try Self.signInAddress(reader)
        let hosts = reader.list("GATEHOUSE_ALLOWED_HOSTS")
        allowedHosts = hosts.isEmpty ? nil : hosts
        trustedOrigins = reader.list("GATEHOUSE_TRUSTED_ORIGINS")
        guard trustedOrigins.allSatisfy(SiteOrigin.isValidTrusted) else {
            throw SettingError(
                name: "GATEHOUSE_TRUSTED_ORIGINS",
                message: "must be origins separated by commas, as https://shop.example.com, https://*.example.com.")
        }
        mail = try MailChoice.read(reader, profile: profile)
        mailFrom = try MailChoice.sender(reader, origin: origin)
        mailMaximumHours = try reader.integer("GATEHOUSE_MAIL_MAXIMUM_HOURS", in: 1...720, default: 72)
        emailVerification = try reader.choice("GATEHOUSE_EMAIL_VERIFICATION", default: .optional)
        deletionGraceDays = try reader.integer("GATEHOUSE_DELETION_GRACE_DAYS", in: 0...365, default: 14)
        templates = reader.text("GATEHOUSE_TEMPLATES")
        features = try SiteFeature.read(reader)
        rememberedBrowserDays = try reader.integer("GATEHOUSE_REMEMBERED_BROWSER_DAYS", in: 0...365, default: 30)
        try checkOrigin()
        if profile == .production { try refuseUnsafe() }
    }

    private static func throttles(_ reader: SettingsReader) throws -> Throttles {
        func limited(_ rule: ThrottleRule, _ name: String) throws -> ThrottleRule {
            var rule = rule
            rule.limit = try reader.integer(name, in: 1...1000, default: rule.limit)
            return rule
        }
        var throttles = Throttles()
        throttles.accountAndAddress = try limited(.accountAndAddress, "GATEHOUSE_TRIES_PER_ACCOUNT")
        throttles.account = try limited(.account, "GATEHOUSE_FAILURES_PER_ACCOUNT")
        throttles.address = try limited(.address, "GATEHOUSE_TRIES_PER_ADDRESS")
        throttles.signUp = try limited(.signUp, "GATEHOUSE_SIGNUPS_PER_ADDRESS")
        return throttles
    }

    private static func isCookieName(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func origin(_ reader: SettingsReader) throws -> String? {
        guard let text = reader.text("GATEHOUSE_ORIGIN") else { return nil }
        guard SiteOrigin.isValid(text) else {
            throw SettingError(
                name: "GATEHOUSE_ORIGIN",
                message:
                    "must be where browsers reach the site, without a path, as https://accounts.example.com. A path "
                    + "stands in GATEHOUSE_PATH_PREFIX.")
        }
        return text
    }

    private static func pathPrefix(_ reader: SettingsReader) throws -> String {
        guard let text = reader.text("GATEHOUSE_PATH_PREFIX") else { return "" }
        let prefix = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard WebSettings.isPathPrefix(prefix) else {
            throw SettingError(
                name: "GATEHOUSE_PATH_PREFIX",
                message: "must begin with a slash, as /accounts, and hold letters, digits, -, _, . and / only.")
        }
        return prefix
    }

    private static func signInAddress(_ reader: SettingsReader) throws -> SignInAddress? {
        guard let text = reader.text("GATEHOUSE_SIGN_IN_ADDRESS") else { return nil }
        guard let address = SignInAddress(text) else {
            throw SettingError(
                name: "GATEHOUSE_SIGN_IN_ADDRESS",
                message: "must be a path of the site, or an address as https://www.example.com/accounts/login/.")
        }
        return address
    }

    private func checkOrigin() throws {
        if profile == .production, let origin, !origin.hasPrefix("https://") {
            throw SettingError(
                name: "GATEHOUSE_ORIGIN", message: "must begin with https://: links in mails carry secrets.")
        }
        if profile == .production, mail?.isForDevelopment == true {
            throw SettingError(
                name: "GATEHOUSE_MAIL_URL",
                message: "is console:, which writes links that let people in to the log. It is for development only.")
        }
        if profile == .production, mail != nil, origin == nil {
            throw SettingError(
                name: "GATEHOUSE_ORIGIN",
                message: "is not set, but GATEHOUSE_MAIL_URL is: links in mails begin with it. Set both, or none.")
        }
        if profile == .production, signInAddress?.namesHost == true, origin == nil {
            throw SettingError(
                name: "GATEHOUSE_ORIGIN",
                message: "is not set, but GATEHOUSE_SIGN_IN_ADDRESS is another site, which must know the way back.")
        }
        if mail == nil, emailVerification == .required {
            throw SettingError(
                name: "GATEHOUSE_MAIL_URL",
                message: "is not set, but GATEHOUSE_EMAIL_VERIFICATION=required needs mail.")
        }
        if mail == nil, features.contains(.mailCodes) {
            throw SettingError(
                name: "GATEHOUSE_MAIL_URL", message: "is not set, but GATEHOUSE_FEATURES names mail-codes.")
        }
        if let templates {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: templates, isDirectory: &isFolder), isFolder.boolValue else {
                throw SettingError(name: "GATEHOUSE_TEMPLATES", message: "names a folder that is not there.")
            }
        }
    }

    /// What only development may do without.
    private func refuseUnsafe() throws {
        guard mongoURL != nil else {
            throw SettingError(
                name: "GATEHOUSE_MONGODB_URL",
                message: "is not set. Set it to the connection string of your MongoDB, or set "
                    + "GATEHOUSE_PROFILE=development to run with a private mongod.")
        }
        try SecretKeyFile.check(secretKey, "GATEHOUSE_SECRET_KEY")
        for key in secretKeyFallbacks { try SecretKeyFile.check(key, "GATEHOUSE_SECRET_KEY_FALLBACKS") }
    }
}
