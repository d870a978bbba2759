import NIOCore
import NIOPosix

/// A way to a server on this machine that takes longer: what comes in goes on later.
struct SlowNetwork {
    /// Where the way begins.
    let port: Int
    private let listener: any Channel

    /// - Parameter delay: of each direction.
    static func start(to port: Int, delay: TimeAmount) async throws -> SlowNetwork {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { inbound in
                ClientBootstrap(group: inbound.eventLoop)
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { outbound in
                        try inbound.pipeline.syncOperations.addHandler(Forwarder(to: outbound, delay: delay))
                        try outbound.pipeline.syncOperations.addHandler(Forwarder(to: inbound, delay: delay))
                    }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0).get()
        return SlowNetwork(port: listener.localAddress?.port ?? 0, listener: listener)
    }

    func stop() async throws { try await listener.close() }

    private final class Forwarder: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let target: any Channel
        private let delay: TimeAmount

        init(to target: any Channel, delay: TimeAmount) { (self.target, self.delay) = (target, delay) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            context.eventLoop.scheduleTask(in: delay) { [target] in target.writeAndFlush(bytes, promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) { target.close(promise: nil) }
    }
}
