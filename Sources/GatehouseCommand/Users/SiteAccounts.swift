import Foundation
import Gatehouse
import GatehouseBase
import Logging

/// The accounts of the site that the settings describe.
struct SiteAccounts<User: SiteAccount> {
    let gatehouse: Gatehouse<User>
    var accounts: Accounts<User> { gatehouse.accounts }
    var administration: AccountAdministration<User> { gatehouse.administration }

    /// The account of a name.
    ///
    /// - Throws: ``StartError`` when there is none.
    func find(_ name: String) async throws -> User {
        guard let user = try await administration.find(name) else { throw StartError("There is no account \(name).") }
        return user
    }

    /// The account as it is now.
    func again(_ user: User) async throws -> User {
        guard let id = user.id, let current = try await accounts.documents.find(id) else {
            throw StartError("The account is gone.")
        }
        return current
    }

    func print(_ user: User, _ output: UserOutput) {
        Swift.print(output.json ? UserText.json(user).text : UserText.line(user))
    }
}

/// Opens the site's accounts for a command.
enum SiteAccountsOpener {
    static func open(_ settings: SiteSettings, for command: some AccountCommand) async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            // What happens to accounts is told always.
            handler.logLevel = label == "gatehouse.accounts" ? .info : .warning
            return handler
        }
        let database = try await SiteDatabase.join(settings)
        do {
            switch settings.primaryKey {
            case .sequence: try await run(SiteUser<Int>.self, settings, database.url, command)
            case .objectid: try await run(SiteUser<ObjectID>.self, settings, database.url, command)
            case .uuid: try await run(SiteUser<UUID>.self, settings, database.url, command)
            case .email: try await run(EmailKeyedUser.self, settings, database.url, command)
            }
        } catch {
            await database.close()
            throw StartError.explaining(error, settings)
        }
        await database.close()
    }

    private static func run<User: SiteAccount>(
        _ type: User.Type, _ settings: SiteSettings, _ mongoURL: String, _ command: some AccountCommand
    ) async throws {
        let gatehouse = try await Gatehouse(
            type, try settings.gatehouseSettings(mongoURL: mongoURL, tellsOwners: command.tellsOwners)
        ) {
            return settings.features.map { $0.make(type) }
        }
        do {
            try await command.run(SiteAccounts(gatehouse: gatehouse))
        } catch let error as InvalidInput {
            try? await gatehouse.shutdown()
            let failures = error.failures
            let lines =
                failures.fields.map { "\($0): \(failures[$0].map(\.text).joined(separator: " "))" }
                + failures.ofWhole.map(\.text)
            throw StartError(lines.joined(separator: "\n"))
        } catch {
            try? await gatehouse.shutdown()
            throw error
        }
        try await gatehouse.shutdown()
    }
}

/// What commands print of an account: never its password.
enum UserText {
    static func json(_ user: some SiteAccount) -> JSONValue {
        func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
        return [
            "id": .string(user.id?.keyText ?? ""), "email": .string(user.email),
            "first_name": .string(user.firstName), "last_name": .string(user.lastName),
            "is_active": .bool(user.isActive), "is_superuser": .bool(user.isSuperuser),
            "permissions": list(user.permissions), "groups": list(user.groups),
            "last_signin_date": user.lastSigninDate.map { .string($0.formatted(.iso8601)) } ?? .null,
            "signup_date": .string(user.signupDate.formatted(.iso8601)),
        ]
    }

    static func line(_ user: some SiteAccount) -> String {
        var parts = [user.id?.keyText ?? "-", EmailAddress.shown(user.email), "\(user.firstName) \(user.lastName)"]
        if !user.isActive { parts.append("inactive") }
        if user.isSuperuser { parts.append("superuser") }
        if !user.groups.isEmpty { parts.append("groups \(user.groups.joined(separator: ", "))") }
        parts.append("last sign-in \(user.lastSigninDate?.formatted(.iso8601) ?? "never")")
        return parts.joined(separator: "  ").plainForTerminal
    }
}
