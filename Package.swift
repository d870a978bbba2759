// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let collections = product(name: "DequeModule", package: "swift-collections")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let logging = product(name: "Logging", package: "swift-log")
    static let instrumentation = product(name: "Instrumentation", package: "swift-distributed-tracing")
    static let metricsTests = product(name: "MetricsTestKit", package: "swift-metrics")
    static let tracesInMemory = product(name: "InMemoryTracing", package: "swift-distributed-tracing")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let tracing = product(name: "Tracing", package: "swift-distributed-tracing")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
}

// Each target imports only what stands above it in this list; docs/architecture.md says what lives where.
let floors: [Target] = [
    // Floor 0
    .systemLibrary(
        name: "CLibMongoC", pkgConfig: "libmongoc-1.0",
        providers: [.apt(["libmongoc-dev"]), .brew(["mongo-c-driver"])]),
    .systemLibrary(
        name: "CLibArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]),
    .systemLibrary(
        name: "CLibCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"]), .brew(["libxcrypt"])]),
    .systemLibrary(
        name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CGatehouseMongo", dependencies: ["CLibMongoC"]),
    .target(name: "CGatehouseBcrypt", exclude: ["pi.inc"]),
    .target(
        name: "CGatehouseCurl", dependencies: [.target(name: "CLibCurl", condition: .when(traits: ["SMTP"]))],
        cSettings: [.define("GATEHOUSE_SMTP", .when(traits: ["SMTP"]))]),
    .target(name: "GatehouseBase", dependencies: [.collections], swiftSettings: settings),
    .target(name: "GatehouseMessages", swiftSettings: settings),
    .target(name: "GatehouseBSON", dependencies: ["GatehouseBase"], swiftSettings: settings),
    .target(
        name: "GatehouseMongo",
        dependencies: [
            "CGatehouseMongo", "GatehouseBSON", "GatehouseBase", "GatehouseMessages", .lifecycle, .logging, .metrics,
            .nioPosix,
            .tracing,
        ],
        swiftSettings: settings),
    // Floor 1
    .target(
        name: "GatehouseDocuments",
        dependencies: ["GatehouseBSON", "GatehouseBase", "GatehouseMessages", "GatehouseMongo"],
        swiftSettings: settings),
    // Floor 2
    .target(name: "GatehouseSigning", dependencies: ["CZlib", "GatehouseBase", .crypto], swiftSettings: settings),
    .target(
        name: "GatehousePasswords",
        dependencies: [
            "CGatehouseBcrypt", "CLibArgon2", .target(name: "CLibCrypt", condition: .when(traits: ["Crypt"])),
            "GatehouseBase", "GatehouseMessages", .crypto, .cryptoExtras, .lifecycle, .logging, .metrics, .nioPosix,
        ],
        resources: [.embedInCode("Resources/common-passwords.txt")],
        swiftSettings: settings),
    .target(
        name: "GatehouseSessions",
        dependencies: [
            "GatehouseBSON", "GatehouseBase", "GatehouseMessages", "GatehouseSigning", .crypto, .lifecycle, .logging,
            .nioPosix,
        ],
        swiftSettings: settings),
    .target(
        name: "GatehouseMail",
        dependencies: [
            .target(name: "CGatehouseCurl", condition: .when(traits: ["SMTP"])), "GatehouseBase", .lifecycle, .logging,
            .metrics, .nioPosix,
        ],
        swiftSettings: settings),
    .target(
        name: "GatehouseTemplates", dependencies: ["GatehouseBase", "GatehouseMessages", .mustache],
        swiftSettings: settings),
    // Floor 3
    .target(
        name: "GatehouseAuth",
        dependencies: [
            "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseMessages",
            "GatehousePasswords", "GatehouseSessions", "GatehouseSigning", .crypto, .lifecycle, .logging,
        ],
        swiftSettings: settings),
    .target(
        name: "GatehouseMongoStores",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseMongo", "GatehouseSessions",
            "GatehouseSigning",
            .lifecycle,
            .logging,
        ],
        swiftSettings: settings),
    // Floor 4
    .target(
        name: "GatehouseForms",
        dependencies: ["GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseMessages"],
        swiftSettings: settings),
    // Floor 5
    .target(
        name: "GatehouseWeb",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseForms",
            "GatehouseMessages", "GatehouseMail", "GatehousePasswords", "GatehouseSessions", "GatehouseSigning",
            "GatehouseTemplates", .crypto, .httpTypes, .hummingbird, .hummingbirdCore, .lifecycle, .logging, .nioCore,
            .nioHTTP1, .nioPosix,
        ],
        resources: [
            "account-delete.mustache", "ar.json", "confirm.mustache", "de.json", "devices.mustache",
            "email-change.mustache", "email-verification-notice.mustache", "email-verification.mustache",
            "error.mustache", "field.mustache", "form-again.mustache",
            "form.mustache", "gatehouse.css", "gatehouse.js", "index.mustache", "layout.mustache",
            "mail.notice.html.mustache", "mail.notice.txt.mustache", "messages.mustache", "password-change.mustache",
            "password-new.mustache", "password-reset.mustache", "profile.mustache", "security.mustache",
            "remembered-browsers.mustache", "security-browsers.mustache", "signin.mustache", "signin-factor.mustache",
            "signin-password.mustache", "signin-verification.mustache",
            "signup-confirm.mustache",
            "signup.mustache", "strength.js",
        ].map { .embedInCode("Resources/\($0)") },
        swiftSettings: settings),
    .target(
        name: "GatehouseFactors",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseForms",
            "GatehouseMessages", "GatehouseSessions", "GatehouseSigning", "GatehouseTemplates", "GatehouseWeb", .crypto,
            .httpTypes, .hummingbird,
        ],
        resources: [
            "app-new.mustache", "apps.mustache", "de.json", "ar.json", "recovery-codes.mustache",
            "recovery-codes-new.mustache", "security-apps.mustache", "security-recovery-codes.mustache",
        ].map { .embedInCode("Resources/\($0)") },
        swiftSettings: settings),
    .target(
        name: "GatehouseActivity",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseMessages",
            "GatehouseTemplates", "GatehouseWeb", .hummingbird, .logging,
        ],
        resources: ["activity.mustache", "ar.json", "de.json", "security-activity.mustache"]
            .map { .embedInCode("Resources/\($0)") },
        swiftSettings: settings),
    .target(
        name: "GatehousePasskeys",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseForms",
            "GatehouseMessages", "GatehousePasswords", "GatehouseSessions", "GatehouseTemplates", "GatehouseWeb",
            .crypto, .cryptoExtras, .httpTypes, .hummingbird, .logging, .nioCore,
        ],
        resources: [
            "ar.json", "de.json", "passkey-new.mustache", "passkey-words.mustache", "passkeys.js", "passkeys.mustache",
            "security-passkeys.mustache", "signin-factor-passkey.mustache", "signin-passkey.mustache",
            "signin-passkey-way.mustache", "signup-passkey.mustache",
        ].map { .embedInCode("Resources/\($0)") },
        swiftSettings: settings),
    .target(
        name: "GatehouseIdentifiers",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseForms",
            "GatehouseMessages", "GatehouseTemplates", "GatehouseWeb", .hummingbird,
        ],
        resources: [
            "ar.json", "de.json", "security-user-name.mustache", "user-name.mustache",
        ].map { .embedInCode("Resources/\($0)") },
        swiftSettings: settings),
    .target(
        name: "GatehouseMailCodes",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseForms",
            "GatehouseMessages", "GatehousePasswords", "GatehouseSessions", "GatehouseSigning", "GatehouseTemplates",
            "GatehouseWeb", .hummingbird,
        ],
        resources: [
            "ar.json", "de.json", "mail-factor.mustache", "mail-factor-on.mustache", "security-mail-codes.mustache",
            "signin-factor-mail.mustache", "signin-mail.mustache", "signin-mail-code.mustache",
            "signin-mail-link.mustache",
            "signin-mail-way.mustache",
        ].map { .embedInCode("Resources/\($0)") },
        swiftSettings: settings),
    // Floor 6
    .target(
        name: "Gatehouse",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseDocuments", "GatehouseForms", "GatehouseBase", "GatehouseMail",
            "GatehouseMessages",
            "GatehouseMongo", "GatehouseMongoStores", "GatehousePasswords", "GatehouseSessions", "GatehouseSigning",
            "GatehouseTemplates", "GatehouseWeb", .httpTypes, .hummingbird, .hummingbirdCore, .lifecycle, .logging,
        ],
        swiftSettings: settings),
    .target(
        name: "GatehouseLocalMongo", dependencies: ["GatehouseBSON", "GatehouseBase", "GatehouseMongo"],
        swiftSettings: settings),
    .target(
        name: "GatehouseTesting",
        dependencies: [
            "Gatehouse", "GatehouseAuth", "GatehouseBSON", "GatehouseBase", "GatehouseDocuments", "GatehouseLocalMongo",
            "GatehouseMail", "GatehouseMongo", "GatehousePasswords", "GatehouseSessions", "GatehouseSigning",
            "GatehouseTemplates", "GatehouseWeb", .httpTypes, .hummingbird, .logging, .nioCore,
            .nioEmbedded,
        ],
        swiftSettings: settings),
    // Floor 7
    .executableTarget(
        name: "GatehouseCommand",
        dependencies: [
            "Gatehouse", "GatehouseActivity", "GatehouseBase", "GatehouseFactors", "GatehouseIdentifiers",
            "GatehouseLocalMongo", "GatehouseMailCodes",
            "GatehousePasskeys",
            .argumentParser, .configuration,
            .hummingbird,
            .lifecycle, .logging,
            .nioCore, .nioPosix, .unixSignals,
        ],
        swiftSettings: settings),
]

let tests: [Target] = [
    .executableTarget(
        name: "SequenceWorker", dependencies: ["GatehouseDocuments", "GatehouseMongo"], path: "Tests/SequenceWorker",
        swiftSettings: settings),
    .executableTarget(
        name: "SignUpWorker",
        dependencies: [
            "GatehouseAuth", "GatehouseBSON", "GatehouseDocuments", "GatehouseMessages", "GatehouseMongo",
            "GatehousePasswords", "GatehouseSigning", "GatehouseTesting",
        ],
        path: "Tests/SignUpWorker", swiftSettings: settings),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .executableTarget(
        name: "RequestCost",
        dependencies: [
            "CAllocationCount", "Gatehouse", "GatehouseTesting", .httpTypes, .hummingbird, .logging, .nioCore,
            .nioEmbedded,
        ],
        path: "Tests/RequestCost", swiftSettings: settings),
    .target(
        name: "VectorFiles", dependencies: ["GatehouseBase"], path: "Tests/VectorFiles", swiftSettings: settings),
    .target(name: "FeatureMembers", dependencies: ["Gatehouse"], path: "Tests/FeatureMembers", swiftSettings: settings),
    .executableTarget(
        name: "GateSite",
        dependencies: [
            "FavouriteColour", "Gatehouse", "GatehouseLocalMongo", "GatehouseTesting", .hummingbird, .logging,
        ],
        path: "Tests/GateSite", swiftSettings: settings),
    test(
        "GatehouseAuth",
        [
            "GatehouseBase", "GatehouseMessages", "GatehouseTesting", "Gatehouse", "GatehouseBSON",
            "GatehouseDocuments", "GatehouseMongo",
            "GatehouseMongoStores",
            "GatehousePasswords", "GatehouseSessions", "GatehouseSigning", "SignUpWorker", "VectorFiles", .hummingbird,
            .logging,
        ]),
    test("GatehouseBSON", ["VectorFiles"]),
    test("GatehouseBase"),
    test(
        "GatehouseDocuments",
        [
            "GatehouseTesting", "GatehouseBSON", "GatehouseBase", "GatehouseMessages", "GatehouseLocalMongo",
            "GatehouseMongo",
            "SequenceWorker", "VectorFiles",
        ]),
    test(
        "GatehouseFactors", ["FeatureMembers", "Gatehouse", "GatehouseTesting", .httpTypes, .hummingbird]),
    test("GatehouseActivity", ["FeatureMembers", "Gatehouse", "GatehouseTesting", .httpTypes]),
    test(
        "GatehouseIdentifiers",
        ["Gatehouse", "GatehouseMessages", "GatehouseTesting", .httpTypes, .hummingbird]),
    test(
        "GatehouseMailCodes",
        ["FeatureMembers", "Gatehouse", "GatehouseFactors", "GatehouseTesting", .httpTypes, .hummingbird]),
    test(
        "GatehousePasskeys",
        [
            "FeatureMembers", "Gatehouse", "GatehouseBase", "GatehouseTesting", "VectorFiles", .crypto, .httpTypes,
            .hummingbird,
        ]),
    test(
        "GatehouseForms",
        [
            "GatehouseTesting", "GatehouseBSON", "GatehouseDocuments", "GatehouseBase", "GatehouseMessages",
            "VectorFiles",
        ]),
    test(
        "GatehouseCommand",
        ["Gatehouse", "GatehouseFactors", "GatehouseTesting", .argumentParser, .httpTypes, .hummingbird]),
    test("GatehouseMail", ["GatehouseTesting", .logging]),
    test(
        "GatehouseMongo",
        [
            "GatehouseTesting", "GatehouseBSON", "GatehouseLocalMongo", .metrics, .metricsTests, .instrumentation,
            .tracesInMemory,
        ]),
    test("GatehousePasswords", ["GatehouseMessages", "GatehouseTesting", "VectorFiles", .crypto]),
    test(
        "GatehouseSessions",
        [
            "GatehouseTesting", "GatehouseBSON", "GatehouseBase", "GatehouseMongo", "GatehouseMongoStores",
            "GatehouseSigning", "VectorFiles",
        ]),
    test("GatehouseSigning", ["GatehouseBase", "VectorFiles"]),
    test("GatehouseTemplates", ["GatehouseMessages", "GatehouseTesting"]),
    .testTarget(
        name: "FavouriteColourTests",
        dependencies: ["FavouriteColour", "Gatehouse", "GatehouseTesting", .httpTypes, .hummingbird],
        swiftSettings: settings),
    .testTarget(
        name: "NotesExampleTests", dependencies: ["Gatehouse", "GatehouseTesting", "NotesExample", .hummingbird],
        swiftSettings: settings),
    .testTarget(
        name: "ProductExampleTests",
        dependencies: [
            "BooksExample", "GatehouseMessages", "GatehousePasswords", "GatehouseSessions", "GatehouseTesting",
            "PasswordsExample", "VisitsExample",
        ],
        swiftSettings: settings),
    .testTarget(
        name: "TermsExampleTests", dependencies: ["Gatehouse", "GatehouseTesting", "TermsExample", .hummingbird],
        swiftSettings: settings),
    test(
        "GatehouseWeb",
        [
            "GatehouseTesting", "GatehouseBase", "GatehouseLocalMongo", "Gatehouse", "HelloExample", "VectorFiles",
            .httpTypes, .hummingbird, .hummingbirdCore, .lifecycle, .logging, .nioCore, .nioHTTP1, .nioPosix,
        ]),
]

/// The tests of a target, with what they need besides it.
func test(_ name: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + more, swiftSettings: settings)
}

// The examples see what other packages see.
let examples: [Target] = [
    .executableTarget(
        name: "HelloExample", dependencies: ["Gatehouse", .hummingbird], path: "Examples/Hello", packageAccess: false,
        swiftSettings: settings),
    .executableTarget(
        name: "NotesExample", dependencies: ["Gatehouse", .hummingbird], path: "Examples/Notes", exclude: ["Templates"],
        packageAccess: false, swiftSettings: settings),
    .executableTarget(
        name: "TermsExample", dependencies: ["Gatehouse", .hummingbird], path: "Examples/Terms", exclude: ["Templates"],
        packageAccess: false, swiftSettings: settings),
    .target(
        name: "FavouriteColour", dependencies: ["Gatehouse", .hummingbird], path: "Examples/FavouriteColour",
        packageAccess: false, swiftSettings: settings),
    // Each of the next three takes one product alone.
    .executableTarget(
        name: "BooksExample",
        dependencies: ["GatehouseBSON", "GatehouseDocuments", "GatehouseMessages", "GatehouseMongo"],
        path: "Examples/Books", packageAccess: false, swiftSettings: settings),
    .executableTarget(
        name: "PasswordsExample", dependencies: ["GatehouseMessages", "GatehousePasswords"],
        path: "Examples/Passwords", packageAccess: false, swiftSettings: settings),
    .executableTarget(
        name: "VisitsExample", dependencies: ["GatehouseSessions", "GatehouseSigning"], path: "Examples/Visits",
        packageAccess: false, swiftSettings: settings),
    .executableTarget(
        name: "CoalescingBenchmark",
        dependencies: [
            "GatehouseBSON", "GatehouseDocuments", "GatehouseLocalMongo", "GatehouseMongo", .nioCore, .nioPosix,
        ],
        path: "Benchmarks/Coalescing", swiftSettings: settings),
    .executableTarget(
        name: "SignInTimingBenchmark",
        dependencies: ["Gatehouse", "GatehouseTesting", .hummingbird, .logging, .nioCore],
        path: "Benchmarks/SignInTiming", swiftSettings: settings),
    .executableTarget(
        name: "HelloBenchmark", dependencies: [.hummingbird], path: "Benchmarks/Hello", swiftSettings: settings),
    .executableTarget(
        name: "HashingBenchmark", dependencies: ["GatehousePasswords", .nioCore, .nioPosix], path: "Benchmarks/Hashing",
        swiftSettings: settings),
    .executableTarget(
        name: "SessionsBenchmark",
        dependencies: [
            "GatehouseBSON", "GatehouseMongo", "GatehouseMongoStores", "GatehouseSessions", "GatehouseSigning",
            "GatehouseTesting", .logging,
        ],
        path: "Benchmarks/Sessions", swiftSettings: settings),
]

let package = Package(
    name: "gatehouse",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Gatehouse", targets: ["Gatehouse"]),
        .library(name: "GatehouseFactors", targets: ["GatehouseFactors"]),
        .library(name: "GatehouseIdentifiers", targets: ["GatehouseIdentifiers"]),
        .library(name: "GatehouseMailCodes", targets: ["GatehouseMailCodes"]),
        .library(name: "GatehousePasskeys", targets: ["GatehousePasskeys"]),
        .library(name: "GatehouseActivity", targets: ["GatehouseActivity"]),
        .library(name: "GatehouseTesting", targets: ["GatehouseTesting"]),
        // These can be used alone: each has the targets whose types its own shows, too.
        .library(
            name: "GatehouseMongo",
            targets: ["GatehouseMongo", "GatehouseDocuments", "GatehouseBSON", "GatehouseMessages"]),
        .library(name: "GatehousePasswords", targets: ["GatehousePasswords", "GatehouseMessages"]),
        .library(
            name: "GatehouseSessions",
            targets: [
                "GatehouseSessions", "GatehouseBSON", "GatehouseBase", "GatehouseMessages", "GatehouseSigning",
            ]),
        .executable(name: "gatehouse", targets: ["GatehouseCommand"]),
    ],
    traits: [
        .trait(name: "SMTP", description: "Sends mail by SMTP. Needs libcurl."),
        .trait(name: "Crypt", description: "Verifies the strings of crypt(3) in /etc/shadow. Needs libcrypt."),
        .default(enabledTraits: ["SMTP", "Crypt"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: floors + examples + tests
)
