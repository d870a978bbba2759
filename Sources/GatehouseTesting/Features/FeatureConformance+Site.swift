import Gatehouse
import GatehouseAuth
import GatehouseWeb
import Hummingbird
import Synchronization

extension FeatureConformance {
    typealias Site = TestSite<GatehouseContext<User>>

    /// Keeps what a feature brings to a site.
    private final class Assembled: Sendable {
        private let parts = Mutex<FeatureParts<User>?>(nil)
        func keep(_ new: FeatureParts<User>) { parts.withLock { $0 = new } }
        var value: FeatureParts<User> { parts.withLock { $0 } ?? FeatureParts() }
    }

    /// A check of a site that has the feature.
    static func site(
        _ name: String, _ body: @escaping @Sendable (Site, FeatureParts<User>, Subject) async throws -> Void
    ) -> Check {
        Check(name) { subject in try await withSite(subject) { try await body($0, $1, subject) } }
    }

    static func withSite(
        _ subject: Subject, adjust: @Sendable (inout GatehouseSettings) -> Void = { _ in },
        _ body: (Site, FeatureParts<User>) async throws -> Void
    ) async throws {
        let assembled = Assembled()
        let feature = InlineFeature<User>(subject.feature.name) { ground, parts in
            parts = try subject.feature.assemble(ground)
            assembled.keep(parts)
        }
        try await TestSite<GatehouseContext<User>>.run(
            User.self,
            configure: {
                try subject.configure(&$0)
                adjust(&$0)
            }, features: { feature }
        ) { site in try await body(site, assembled.value) }
    }

    /// The account of a check.
    static func account(_ site: Site, _ subject: Subject) async throws -> (user: User, id: User.ID) {
        let user = try await site.signUp("ada@example.com", subject.fields)
        return (user, try require(user.id, "the account has no key"))
    }

    /// The paths of pages where nothing varies, that are on.
    static func paths(
        _ site: Site, _ parts: FeatureParts<User>, where isIncluded: (Page<User>) -> Bool
    ) -> [String] {
        parts.pages.filter { isIncluded($0) && !$0.suffix.contains("{") }.compactMap { page in
            site.pages[page.page].map { page.suffix.isEmpty ? $0 : PagePaths.below($0, page.suffix) }
        }
    }

    static func isName(_ text: String, with mark: UInt8) -> Bool {
        let bytes = Array(text.utf8)
        return !bytes.isEmpty
            && bytes.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == mark
            }
    }
}
