import NIOCore
import NIOPosix
import Synchronization

/// Ways to servers on this machine on which packets can be lost: nothing is refused and nothing closed, what is sent just
/// never comes.
final class LossyNetwork: Sendable {
    private struct State {
        var losing: Set<Int> = []
        var listeners: [any Channel] = []
    }
    private let state = Mutex(State())

    /// A way to a port.
    ///
    /// - Returns: the port where it begins.
    func way(to port: Int) async throws -> Int {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { inbound in
                ClientBootstrap(group: inbound.eventLoop)
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { outbound in
                        for (from, to) in [(inbound, outbound), (outbound, inbound)] {
                            try from.pipeline.syncOperations.addHandler(Forwarder(to, port, self))
                        }
                    }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0).get()
        state.withLock { $0.listeners.append(listener) }
        return listener.localAddress?.port ?? 0
    }

    /// Loses all that is sent to and from a port from now on.
    func lose(_ port: Int) { state.withLock { _ = $0.losing.insert(port) } }

    func close() async throws {
        for listener in state.withLock({ $0.listeners }) { try await listener.close() }
    }

    private func isLosing(_ port: Int) -> Bool { state.withLock { $0.losing.contains(port) } }

    private final class Forwarder: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let target: any Channel
        private let port: Int
        private let network: LossyNetwork

        init(_ target: any Channel, _ port: Int, _ network: LossyNetwork) {
            (self.target, self.port, self.network) = (target, port, network)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !network.isLosing(port) else { return }
            target.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            guard !network.isLosing(port) else { return }
            target.close(promise: nil)
        }
    }
}
