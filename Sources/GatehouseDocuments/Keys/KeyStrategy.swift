public import GatehouseBSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Where a new document's primary key comes from.
public struct KeyStrategy<ID: DocumentID>: Sendable {
    enum Source: Sendable {
        case assigned
        case generated(@Sendable () -> ID)
        /// Counted under this name or the one that the layout gives.
        case sequence(name: String?, layout: SequenceLayout, convert: @Sendable (Int) -> ID)
    }
    let source: Source

    var sequenceLayout: SequenceLayout {
        if case .sequence(_, let layout, _) = source { layout } else { .counter }
    }

    /// The application sets it before the first save.
    public static var assigned: KeyStrategy { KeyStrategy(source: .assigned) }

    /// A function makes it.
    public static func generated(_ make: @escaping @Sendable () -> ID) -> KeyStrategy {
        KeyStrategy(source: .generated(make))
    }
}

extension KeyStrategy where ID == Int {
    /// 1, 2, 3 and so on, counted in the `counter` collection under the collection's name.
    public static var sequence: KeyStrategy { sequence(named: nil, .counter) }

    /// 1, 2, 3 and so on.
    ///
    /// - Parameters:
    ///   - name: the counter's name; the layout's by default.
    ///   - layout: where counters lie; `.mongoengine` goes on where a `SequenceField` is.
    public static func sequence(named name: String? = nil, _ layout: SequenceLayout = .counter) -> KeyStrategy {
        KeyStrategy(source: .sequence(name: name, layout: layout, convert: { $0 }))
    }
}

extension KeyStrategy where ID == ObjectID {
    /// A new ``ObjectID``.
    public static var objectID: KeyStrategy { .generated { ObjectID() } }
}

extension KeyStrategy where ID == UUID {
    /// A random UUID.
    public static var uuid: KeyStrategy { .generated { UUID() } }
}
