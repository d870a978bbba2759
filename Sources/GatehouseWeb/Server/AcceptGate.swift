import GatehouseAuth
import Logging
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Stands before a server's socket: accepts no more connections than there is room for, none more of one address than
/// its share, and pauses when the system has no descriptor left.
///
/// NIO by itself asks again at once: its socket stays readable, and its loop spins.
final class AcceptGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    private var counts: ConnectionCounts
    private var flood = ConnectionFlood()
    private let proxies: TrustedProxies
    private let logger: Logger
    private var isPaused = false
    private var backsOff = false
    private var saidFull: NIODeadline?
    private var saidShare: NIODeadline?
    private var saidExhausted: NIODeadline?

    init(counts: ConnectionCounts, proxies: TrustedProxies, logger: Logger) {
        self.counts = counts
        self.proxies = proxies
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = unwrapInboundIn(data)
        let address = Self.share(of: channel, proxies)
        guard counts.open(address) else {
            if isNew(&saidShare) {
                logger.warning(
                    "An address has too many connections; more are closed",
                    metadata: ["address": "\(address ?? "")", "limit": "\(counts.maximumPerAddress)"])
            }
            channel.close(promise: nil)
            return
        }
        let bound = NIOLoopBound((gate: self, context: context), eventLoop: context.eventLoop)
        channel.closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            let (gate, context) = bound.value
            gate.counts.close(address)
            gate.update(context)
            if gate.flood.isOver(with: gate.counts.all) {
                // What served them ends a few seconds later than they do.
                context.eventLoop.scheduleTask(in: .seconds(5), FreedMemory.giveBack)
            }
        }
        context.fireChannelRead(data)
        if counts.isFull, isNew(&saidFull) {
            logger.warning("No more connections are accepted for now", metadata: ["limit": "\(counts.maximum)"])
        }
        _ = flood.isOver(with: counts.all)
        update(context)
    }

    func read(context: ChannelHandlerContext) {
        if !isPaused { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode), !backsOff {
            if isNew(&saidExhausted) {
                logger.error(
                    "No connection can be accepted: the system has no descriptor or memory left for it",
                    metadata: ["error": "\(error)"])
            }
            backsOff = true
            update(context)
            let bound = NIOLoopBound((gate: self, context: context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.backoff) {
                let (gate, context) = bound.value
                gate.backsOff = false
                gate.update(context)
            }
        }
        context.fireErrorCaught(error)
    }

    /// Takes the socket out of the loop, or puts it in again.
    private func update(_ context: ChannelHandlerContext) {
        let pauses = counts.isFull || backsOff
        guard pauses != isPaused, context.channel.isActive else { return }
        isPaused = pauses
        // A channel that is being closed has no options any more.
        try? context.channel.syncOptions?.setOption(.autoRead, value: !pauses)
    }

    /// Whether something is told for the first time in a minute: floods must not fill the log.
    private func isNew(_ last: inout NIODeadline?) -> Bool {
        let now = NIODeadline.now()
        if let last, now - last < .minutes(1) { return false }
        last = now
        return true
    }

    private static let backoff = TimeAmount.milliseconds(500)

    /// The part of the address that connections are counted by; nil for a proxy that the site trusts and for sockets of
    /// the machine.
    private static func share(of channel: any Channel, _ proxies: TrustedProxies) -> String? {
        guard let address = channel.remoteAddress?.ipAddress, !proxies.contains(address) else { return nil }
        return NetworkAddress.throttled(address)
    }
}
