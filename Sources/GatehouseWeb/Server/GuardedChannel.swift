public import GatehouseAuth
import HTTPTypes
public import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

extension HTTPServerBuilder {
    /// HTTP/1.1 for the open network: requests, answers and connections are bounded, and requests that two readers could
    /// take in two ways are refused.
    ///
    /// `Gatehouse` has one for its settings, ``Gatehouse/server``.
    ///
    /// - Parameters:
    ///   - limits: what one connection and all of them together may take.
    ///   - proxies: whose connections are not counted by address.
    ///   - isHTTPS: whether browsers reach the site over HTTPS, for the headers of refusals.
    ///   - pathPrefix: what is taken away from the beginning of paths that have it, as `/accounts`.
    public static func guarded(
        by limits: ServerLimits = ServerLimits(), proxies: TrustedProxies = .none, isHTTPS: Bool = true,
        pathPrefix: String = ""
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            if limits.raisesDescriptorLimit { DescriptorLimit.raise() }
            var configuration = HTTP1Channel.Configuration()
            configuration.httpDecoder = .init(
                maxHeaderFieldSize: limits.maximumHeaderSize, maxHeaderListSize: limits.maximumHeaderSize,
                maxHeaderFieldCount: limits.maximumHeaders)
            let descriptors = DescriptorLimit.current
            let all = limits.connections(descriptors: descriptors)
            return GuardedChannel(
                channel: HTTP1Channel(responder: responder, configuration: configuration), limits: limits,
                check: RequestHeadCheck(maximumTargetSize: limits.maximumTargetSize, pathPrefix: pathPrefix),
                answer: RefusalAnswer(headers: SecurityHeaders(isHTTPS: isHTTPS).fields),
                gates: AcceptGates(
                    counts: ConnectionCounts(
                        maximum: all, maximumPerAddress: limits.connectionsPerAddress(of: all)),
                    proxies: proxies))
        }
    }
}

/// Hummingbird's connection with our door in it.
struct GuardedChannel: ServerChildChannel {
    let channel: HTTP1Channel
    let limits: ServerLimits
    let check: RequestHeadCheck
    let answer: RefusalAnswer
    let gates: AcceptGates

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        gates.stand(before: channel.parent, logger)
        return self.channel.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(
                ConnectionDoor(limits, check: check, answer: answer, logger: logger), position: .after(parser))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await channel.handle(value: value, logger: logger)
    }
}

/// Puts a gate before the socket of a server when its first connection comes: whoever makes connections gets no other
/// hold of it.
final class AcceptGates: Sendable {
    private let counts: ConnectionCounts
    private let proxies: TrustedProxies
    private let known = Mutex<ObjectIdentifier?>(nil)

    init(counts: ConnectionCounts, proxies: TrustedProxies) {
        self.counts = counts
        self.proxies = proxies
    }

    func stand(before server: (any Channel)?, _ logger: Logger) {
        guard let server else { return }
        let id = ObjectIdentifier(server)
        let isNew = known.withLock { known in
            defer { known = id }
            return known != id
        }
        guard isNew else { return }
        server.eventLoop.execute { [counts, proxies] in
            let gate = AcceptGate(counts: counts, proxies: proxies, logger: logger)
            try? server.pipeline.syncOperations.addHandler(gate, position: .first)
        }
    }
}
