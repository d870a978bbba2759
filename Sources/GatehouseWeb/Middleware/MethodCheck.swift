import HTTPTypes
import Hummingbird

/// Answers 405 with `Allow` where a page exists and the method does not fit it.
struct MethodCheck: Sendable {
    /// The methods of each page whose path has no places, by the path as links have it: found without taking it apart.
    private let exact: [String: [HTTPRequest.Method]]
    /// The methods of each page, by the parts of its path; a part that is nil may be anything.
    private let allowed: [(parts: [String?], methods: [HTTPRequest.Method])]
    /// Whether those pages are there at all.
    private let isOn: Switch

    /// - Parameter allowed: the methods by path, as `/password/reset/{token}/`.
    init(allowed: [String: [HTTPRequest.Method]], isOn: Switch) {
        exact = allowed.filter { !$0.key.contains("{") }
        // Paths without places go first, as in the router.
        self.allowed = allowed.sorted { !$0.key.contains("{") && $1.key.contains("{") }.map { path, methods in
            (Self.parts(path).map { $0.hasPrefix("{") ? nil : String($0) }, methods)
        }
        self.isOn = isOn
    }

    /// - Throws: 405 for a page that does not take the request's method.
    func check(_ request: Request) throws {
        guard isOn.isSet, let methods = methods(of: request.uri.path), !methods.contains(request.method) else { return }
        throw HTTPError(.methodNotAllowed, headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
    }

    /// Whether a path is one of the account's pages.
    func isPage(_ path: String) -> Bool { isOn.isSet && methods(of: path) != nil }

    private func methods(of path: String) -> [HTTPRequest.Method]? {
        if let methods = exact[path] { return methods }
        let parts = Self.parts(path)
        return allowed.first { allowed in
            allowed.parts.count == parts.count
                && zip(allowed.parts, parts).allSatisfy { wanted, part in
                    wanted.map { $0.utf8.elementsEqual(part.utf8) } ?? true
                }
        }?.methods
    }

    /// Paths are the same for the router whatever slashes they begin, end and go on with.
    private static func parts(_ path: String) -> [Substring] { path.split(separator: "/") }
}
