public import GatehouseBSON
import GatehouseBase

/// What a session holds: values by key, in the order they came.
///
/// Keys are compared by their UTF-8 bytes, as MongoDB and Django compare them; Swift's own strings take a composed and
/// a decomposed é for one key.
public struct SessionData: Sendable {
    /// One key and its value.
    public struct Member: Sendable, Hashable {
        /// The key.
        public let key: String
        /// The value.
        public var value: BSONValue

        /// A member of its key and value.
        public init(_ key: String, _ value: BSONValue) {
            self.key = key
            self.value = value
        }
    }

    private var members: [Member]

    /// Nothing.
    public init() { members = [] }

    /// The members of a document or of JSON. Of two with one key the last counts, in the place of the first.
    public init(_ elements: some Sequence<Member>) {
        let elements = Array(elements)
        members = []
        guard elements.count > Self.fewKeys else {
            for element in elements { self[element.key] = element.value }
            return
        }
        var places: [[UInt8]: Int] = [:]
        for element in elements {
            if let place = places.updateValue(members.count, forKey: Array(element.key.utf8)) {
                places[Array(element.key.utf8)] = place
                members[place].value = element.value
            } else {
                members.append(element)
            }
        }
    }

    /// Up to how many keys a walk over them is faster than a table.
    private static let fewKeys = 16

    /// How many keys there are.
    public var count: Int { members.count }
    /// Whether there is none.
    public var isEmpty: Bool { members.isEmpty }
    /// The keys, in order.
    public var keys: [String] { members.map(\.key) }

    /// The value of a key; set nil to remove it.
    public subscript(key: String) -> BSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(key, value))
            case (nil, nil): break
            }
        }
    }

    private func place(of key: String) -> Int? { members.indices.first { members[$0].key.hasBytes(of: key) } }
}

extension SessionData: Sequence {
    /// Begins at the first member.
    public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension SessionData: Hashable {
    /// Whether both hold the same values under the same keys, in any order.
    public static func == (left: SessionData, right: SessionData) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    /// Hashes the members, in whatever order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members { sum &+= Array(member.key.utf8).hashValue ^ member.value.hashValue }
        hasher.combine(sum)
    }
}

extension SessionData: ExpressibleByDictionaryLiteral {
    /// Values by key; of two with one key the last counts.
    public init(dictionaryLiteral elements: (String, BSONValue)...) { self.init(elements.map { Member($0, $1) }) }
}
