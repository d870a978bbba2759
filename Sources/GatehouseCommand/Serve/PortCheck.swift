import NIOCore
import NIOPosix

/// Whether an address is free, asked before anything is started that takes long to stop.
enum PortCheck {
    /// Listens for a moment.
    ///
    /// - Returns: the port, one that is free for 0.
    /// - Throws: `IOError` with the reason why not.
    static func run(host: String, port: Int) async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port).get()
        let port = channel.localAddress?.port ?? port
        try await channel.close()
        return port
    }
}
