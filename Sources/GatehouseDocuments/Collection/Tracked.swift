import GatehouseBSON

/// A document together with what is stored of it, so that saving it writes only what changed.
///
/// ```swift
/// var user = try await users.tracked { $0.email == "ada@example.com" }
/// user.firstName = "Ada"
/// try await users.save(&user)         // writes first_name
/// ```
@dynamicMemberLookup
public struct Tracked<Root: Document>: Sendable {
    /// The document.
    public var document: Root
    /// What is stored; nil for a document that was never saved.
    fileprivate(set) var stored: BSONDocument?

    /// A new document, which the first save inserts.
    public init(_ document: Root) { self.document = document }

    init(_ document: Root, stored: BSONDocument) {
        self.document = document
        self.stored = stored
    }

    /// Whether it was never saved.
    public var isNew: Bool { stored == nil }

    /// A property of the document.
    public subscript<Value>(dynamicMember path: WritableKeyPath<Root, Value>) -> Value {
        get { document[keyPath: path] }
        set { document[keyPath: path] = newValue }
    }
}

extension Documents {
    /// The one document that matches, to be changed and saved.
    ///
    /// - Throws: as ``get(_:)``.
    public func tracked(_ condition: Condition) async throws -> Tracked<Root> {
        let document = try await get(condition)
        return Tracked(document, stored: try schema.encode(document))
    }

    /// Stores a new document, or writes the fields that changed since it was read or saved.
    ///
    /// - Returns: false when it is not there any more. Nothing is sent when nothing differs.
    /// - Throws: as ``insert(_:)`` and ``update(_:_:)-(Root,_)``.
    @discardableResult
    public func save(_ tracked: inout Tracked<Root>) async throws -> Bool {
        if let stored = tracked.stored {
            return try await write(tracked.document, over: stored) { written in
                tracked = Tracked(written, stored: (try? schema.encode(written)) ?? stored)
            }
        }
        var new = tracked.document
        var saved: Tracked<Root>?
        defer {
            tracked.document = new
            if let saved { tracked = saved }
        }
        try await insert(&new) { written in
            saved = (try? schema.encode(written)).map { Tracked(written, stored: $0) }
        }
        return true
    }
}
