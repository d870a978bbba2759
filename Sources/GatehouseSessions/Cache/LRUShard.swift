#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A part of a cache: sessions in the order of their use, within a number of bytes. Without I/O and locks.
struct LRUShard {
    struct Entry {
        var record: SessionRecord
        /// What else the owner of the cache wants to know of it.
        var note: CacheNote
        fileprivate(set) var size: Int
    }

    private struct Slot {
        var id: SessionID
        var entry: Entry
        /// The slot of the session used just after this one, and just before.
        var newer: Int?
        var older: Int?
    }

    let capacity: Int
    private(set) var size = 0
    /// Sessions that had to go for others.
    private(set) var evictions = 0
    private var slots: [Slot?] = []
    private var free: [Int] = []
    private var places: [SessionID: Int] = [:]
    private var accounts: [[UInt8]: Set<SessionID>] = [:]
    private var newest: Int?
    private var oldest: Int?

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { places.count }
    var ids: [SessionID] { Array(places.keys) }

    /// A session, which counts as used.
    mutating func use(_ id: SessionID) -> Entry? {
        guard let place = places[id], let slot = slots[place] else { return nil }
        unlink(place)
        link(place)
        return slot.entry
    }

    /// A session, without counting as used.
    func entry(_ id: SessionID) -> Entry? { places[id].flatMap { slots[$0]?.entry } }

    /// The sessions of an account.
    func ids(of account: String) -> Set<SessionID> { accounts[Array(account.utf8)] ?? [] }

    /// Puts a session in the place of the one of its identifier. Ended ones among those that were not used for longest
    /// go, a few at a time, and after them those that were not used for longest until it fits.
    ///
    /// - Returns: false, and nothing is stored, when it alone is larger than the shard.
    mutating func put(_ record: SessionRecord, _ id: SessionID, note: CacheNote, now: Date) -> Bool {
        let size = CacheSize.of(record)
        guard size <= capacity else { return false }
        remove(id)
        for _ in 0..<Self.expiryChecks {
            guard let oldest, let slot = slots[oldest], slot.entry.record.expiresAt <= now else { break }
            remove(slot.id)
        }
        while self.size + size > capacity, let oldest, let slot = slots[oldest] {
            remove(slot.id)
            evictions += 1
        }
        let slot = Slot(id: id, entry: Entry(record: record, note: note, size: size))
        let place = free.popLast() ?? slots.count
        if place == slots.count { slots.append(slot) } else { slots[place] = slot }
        places[id] = place
        if let account = record.account { accounts[Array(account.utf8), default: []].insert(id) }
        self.size += size
        link(place)
        return true
    }

    /// How many ended sessions one write removes at most, so that no write waits for a sweep.
    private static let expiryChecks = 4

    @discardableResult
    mutating func remove(_ id: SessionID) -> Entry? {
        guard let place = places.removeValue(forKey: id), let slot = slots[place] else { return nil }
        unlink(place)
        slots[place] = nil
        free.append(place)
        size -= slot.entry.size
        if let account = slot.entry.record.account.map({ Array($0.utf8) }) {
            accounts[account]?.remove(id)
            if accounts[account]?.isEmpty == true { accounts[account] = nil }
        }
        return slot.entry
    }

    mutating func removeAll() { self = LRUShard(capacity: capacity) }

    private mutating func link(_ place: Int) {
        slots[place]?.older = newest
        slots[place]?.newer = nil
        if let newest { slots[newest]?.newer = place }
        newest = place
        if oldest == nil { oldest = place }
    }

    private mutating func unlink(_ place: Int) {
        guard let slot = slots[place] else { return }
        if let newer = slot.newer { slots[newer]?.older = slot.older } else { newest = slot.older }
        if let older = slot.older { slots[older]?.newer = slot.newer } else { oldest = slot.newer }
    }
}

/// What the owner of a cache notes of an entry.
struct CacheNote: Sendable {
    /// When it was read from where it comes from.
    var readAt: ContinuousClock.Instant?
}
