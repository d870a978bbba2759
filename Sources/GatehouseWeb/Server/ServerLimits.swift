/// What one connection, one address and all of them together may take of a server.
///
/// ```swift
/// settings.web.server.requestTime = .seconds(300)   // an application that takes large uploads
/// try await Application(router: router, server: gatehouse.server, services: [gatehouse]).runService()
/// ```
public struct ServerLimits: Sendable, Hashable {
    /// How long a whole request may take to arrive, from its first byte to its last; 30 seconds. Then 408.
    public var requestTime = Duration.seconds(30)
    /// How long a connection may wait for the first byte of a request; 30 seconds. Then it is closed.
    public var idleTime = Duration.seconds(30)
    /// How long a client may take to make room for more of an answer: to read 32 KiB of it; 30 seconds. Then the
    /// connection is cut.
    public var writeTime = Duration.seconds(30)
    /// How long a connection that waits for a request is kept when the site stops, so that a request on its way is
    /// answered; 1 second.
    public var stopTime = Duration.seconds(1)

    /// The most connections at a time; nil for what descriptors are left for, 10,000 at most. More wait to be accepted.
    public var connections: Int?
    /// The most connections at a time of one IPv4 address or IPv6 network of 64 bits; nil for a quarter of all. More are
    /// closed at once. Proxies that the site trusts, and sockets of the machine, are not counted.
    public var connectionsPerAddress: Int?
    /// Whether the soft limit of descriptors (`ulimit -n`) is raised to the hard one when the server starts.
    public var raisesDescriptorLimit = true

    /// The most bytes of a request's target; 8,192. More is answered with 414. RFC 9110, section 4.1, recommends to take
    /// 8,000.
    public var maximumTargetSize = 8192
    /// The most bytes of a request's line and headers together; 32 KiB. More is answered with 431.
    public var maximumHeaderSize = 32_768
    /// The most headers of a request; 200. More is answered with 431.
    public var maximumHeaders = 200

    /// The defaults.
    public init() {}

    /// The most connections for a number of descriptors.
    func connections(descriptors: Int) -> Int {
        let room = max(descriptors - Self.reserve(of: descriptors), 1)
        return min(connections ?? Self.usualConnections, room)
    }

    /// The most connections of one address, of so many in all.
    func connectionsPerAddress(of all: Int) -> Int { min(connectionsPerAddress ?? max(all / 4, 1), all) }

    /// The descriptors for all but connections of clients: those of the database, mail, files, event loops. MongoDB's
    /// pool takes up to 28, and two or three for each member of a replica set.
    static func reserve(of descriptors: Int) -> Int { descriptors >= 512 ? 128 : descriptors * 3 / 4 }

    /// Each takes about 17 KB while it is idle.
    private static let usualConnections = 10_000
}
