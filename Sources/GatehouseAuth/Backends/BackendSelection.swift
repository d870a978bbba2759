package import GatehouseDocuments
package import GatehousePasswords

/// A backend that a site asks, by its name: `email-password`, or `email-password=path.of.DjangosBackend` where sessions
/// name it otherwise.
public struct BackendSelection: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The backend's name.
    public let name: BackendName
    /// How sessions name it; nil for as the backend says.
    public let sessionName: String?

    /// A backend of its name.
    public init(_ name: BackendName, sessionName: String? = nil) {
        self.name = name
        self.sessionName = sessionName
    }

    /// The selection of a setting's text.
    public init(text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        self.init(BackendName(parts.first ?? ""), sessionName: parts.count > 1 ? parts[1] : nil)
    }

    /// The selection that ``init(text:)`` reads from the literal.
    public init(stringLiteral text: String) { self.init(text: text) }
}

/// A setting names a backend that is not there, one twice, or none at all.
public struct BackendSelectionError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, in words.
    public let description: String
}

/// Makes the backends that a site has selected.
package struct BackendCatalog<User: Account>: Sendable {
    private let all: [any AuthenticationBackend<User>]

    /// The built-in ones and a site's own. An own one with the name of a built-in one takes its place.
    ///
    /// - Parameter names: names of accounts besides their addresses.
    package init(
        _ documents: Documents<User>, passwords: PasswordHashing, header: String,
        own: [any AuthenticationBackend<User>] = [], names: [any AccountNames<User>] = []
    ) {
        all =
            own + [
                EmailPasswordBackend(documents, passwords: passwords, names: names),
                EmailPasswordBackend(documents, passwords: passwords, includesInactive: true, names: names),
                RemoteHeaderBackend(documents, header: header),
            ]
    }

    /// The backends, in the order selected.
    ///
    /// - Parameter more: asked after them, where they are not among them.
    package func select(
        _ selections: [BackendSelection], and more: [any AuthenticationBackend<User>] = []
    ) throws(BackendSelectionError) -> [any AuthenticationBackend<User>] {
        guard !selections.isEmpty else { throw BackendSelectionError(description: "names no backend") }
        var selected: [any AuthenticationBackend<User>] = []
        for selection in selections {
            guard let backend = all.first(where: { $0.name == selection.name }) else {
                let names = Set(all.map(\.name)).sorted().map(\.text).joined(separator: ", ")
                throw BackendSelectionError(
                    description: "names \"\(selection.name)\", which is none of: \(names)")
            }
            guard !selected.contains(where: { $0.name == selection.name }) else {
                throw BackendSelectionError(description: "names \"\(selection.name)\" twice")
            }
            selected.append(selection.sessionName.map { RenamedBackend(base: backend, sessionName: $0) } ?? backend)
        }
        selected += more.filter { backend in !selected.contains { $0.name == backend.name } }
        guard Set(selected.map(\.sessionName)).count == selected.count else {
            throw BackendSelectionError(description: "gives two backends one name in sessions")
        }
        return selected
    }
}
