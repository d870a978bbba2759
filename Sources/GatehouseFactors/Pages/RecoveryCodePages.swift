import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseMessages
import GatehouseTemplates
public import GatehouseWeb
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PageName {
    /// The account's recovery codes.
    public static let recoveryCodes = PageName("recovery_codes", at: "/security/recovery-codes/")
}

/// The pages of recovery codes: how many are left, and new ones, which are shown once.
struct RecoveryCodePages<User: Account>: Sendable {
    let codes: RecoveryCodes<User>

    var pages: [Page<User>] {
        [
            Page(
                .recoveryCodes, summary: "How many recovery codes are left", needsUser: true,
                get: Page.withUser(show), answer: ["left": .number]),
            Page(
                .recoveryCodes, suffix: "new/", summary: "Make new recovery codes", needsUser: true,
                requirements: [.freshToChange], post: Page.withUser(make)),
        ]
    }

    var section: AccountSection<User> {
        AccountSection(
            template: "security-recovery-codes",
            answer: ["recovery_codes_apply": .truth, "has_recovery_codes": .truth]
        ) { [codes] user, site in
            guard let id = user.id, try await !site.accounts.factors(of: id).isEmpty else {
                return ["recovery_codes_apply": false, "has_recovery_codes": false]
            }
            let left = try await codes.left(of: id)?.count ?? 0
            return [
                "recovery_codes_apply": true, "recovery_codes_left": .text(String(left)),
                "has_recovery_codes": .flag(left > 0),
            ]
        }
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        let left = try await codes.left(of: id)
        let applies = try await !context.site.accounts.factors(of: id).isEmpty
        return try await context.show(
            "recovery-codes",
            [
                "applies": .flag(applies), "has_codes": .flag((left?.count ?? 0) > 0),
                "left": .text(String(left?.count ?? 0)), "made": .text(left.map { ShownDate.day($0.made) } ?? ""),
            ],
            json: [
                "left": .integer(String(left?.count ?? 0)),
                "made": left.map { .string($0.made.formatted(.iso8601)) } ?? .null,
            ])
    }

    @Sendable private func make(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        guard try await !context.site.accounts.factors(of: id).isEmpty else {
            throw PageRefusal(.conflict, FactorMessages.noFactor)
        }
        let made = try await codes.make(for: id)
        try await context.tell(.recoveryCodesMade, FactorTexts.mailCodesMade, of: user)
        let file =
            "data:text/plain;charset=utf-8;base64,\(Data((made.joined(separator: "\n") + "\n").utf8).base64EncodedString())"
        return try await context.show(
            "recovery-codes-new", ["codes": .list(made.map { .text($0) }), "file": .text(file)],
            json: ["codes": .array(made.map(JSONValue.string))])
    }
}
