import FavouriteColour
import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Synchronization
import Testing

/// The example through the suite that users run over their features.
@Suite("A feature keeps what all features must")
struct FeatureConformanceTests {
    @Test("the example", arguments: FeatureConformance<Person>.checks)
    func example(check: FeatureConformance<Person>.Check) async throws {
        try await check.run(over: .init(configure: Self.configure) { FavouriteColour() })
    }

    @Test("a feature that brings nothing", arguments: FeatureConformance<Person>.checks)
    func nothing(check: FeatureConformance<Person>.Check) async throws {
        try await check.run(over: .init(configure: Self.configure) { InlineFeature("nothing") { _, _ in } })
    }

    @Test("each check refuses a feature that is wrong", arguments: FeatureConformance<Person>.checks)
    func failing(check: FeatureConformance<Person>.Check) async throws {
        var (isRefused, isPassed) = (false, false)
        for (name, build) in WrongFeature.all where !isRefused || !isPassed {
            let feature = InlineFeature<Person>(name) { ground, parts in try build(ground, &parts) }
            do {
                try await check.run(over: .init(configure: Self.configure) { feature })
                isPassed = true
            } catch {
                isRefused = true
            }
        }
        #expect(isRefused)
        #expect(isPassed, "it looks at one thing, not at all")
    }

    @Sendable private static func configure(_ settings: inout GatehouseSettings) {
        settings.web.accountFields = []
    }
}

/// Features with one fault each.
private enum WrongFeature {
    typealias Build = @Sendable (FeatureGround<Person>, inout FeatureParts<Person>) throws -> Void
    struct Fault: Error {}

    static let all: [(name: String, build: Build)] = [
        ("Big Name", { _, _ in }),
        ("big-page", { $1.pages = [page(PageName("Other Page", at: "/other/")) { $0.done("/") }] }),
        ("empty-page", { $1.pages = [Page(other, summary: "Other")] }),
        ("failing-page", { $1.pages = [page(other) { _ in throw Fault() }] }),
        ("many-lines", { $1.commands = [FeatureCommand("other", summary: "a\nb") { _, _ in "" }] }),
        ("twice", { $1.commands = Array(repeating: FeatureCommand("a", summary: "A") { _, _ in "" }, count: 2) }),
        ("lost-step", { $1.steps = [LostStep()] }),
        ("lost-link", { $1.sections = [AccountSection("Other", PageName("nowhere", at: "/nowhere/"))] }),
        (
            "page-needed",
            { ground, parts in
                if ground.settings.pages[other] == nil { throw Fault() }
                parts.pages = [page(other) { $0.done("/") }]
            }
        ),
        ("kept", keeping("kept") { _, _ in 1 }),
        ("null", keeping("null") { _, _ in .some(.null) }),
        ("unreadable", keeping("unreadable") { _, _ in throw Fault() }),
        (
            "kept-by-address",
            { ground, parts in
                let addresses = Addresses()
                try keeping("known") { user, _ in addresses.isNew(user.email) ? BSONValue?.none : 1 }(ground, &parts)
            }
        ),
        ("languages", { $1.texts = [language("de", "\"Other\": \"Andere\""), language("ar", "")] }),
    ]

    static let other = PageName("other", at: "/other/")

    /// Something that is exported and never erased.
    static func keeping(
        _ name: String, _ export: @escaping @Sendable (Person, Person.ID) async throws -> BSONValue?
    ) -> Build {
        { $1.records = [AccountRecord(name, export: export, erase: { _ in })] }
    }

    static func page(_ name: PageName, _ get: @escaping Page<Person>.Handler) -> Page<Person> {
        Page(name, summary: "Other", get: get)
    }

    static func language(_ tag: String, _ texts: String) -> [UInt8] {
        Array("{\"language\": \"\(tag)\", \"name\": \"\(tag)\", \"texts\": {\(texts)}}".utf8)
    }

    /// A step whose page nobody has made.
    struct LostStep: GateStep {
        let name = "lost"
        let path = "/nowhere/"
        func isDue(for proof: Proof<Person>) async throws -> Bool { true }
    }

    final class Addresses: Sendable {
        private let known = Mutex<Set<String>>([])
        func isNew(_ address: String) -> Bool { known.withLock { $0.insert(address).inserted } }
    }
}
