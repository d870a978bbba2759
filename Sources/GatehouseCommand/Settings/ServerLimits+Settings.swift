import Gatehouse

extension ServerLimits {
    /// The limits that the settings name.
    init(_ reader: SettingsReader) throws {
        self.init()
        let seconds = Duration.seconds(try reader.integer("GATEHOUSE_REQUEST_SECONDS", in: 1...3600, default: 30))
        (requestTime, idleTime, writeTime) = (seconds, seconds, seconds)
        connections = try Self.number("GATEHOUSE_CONNECTIONS", reader)
        connectionsPerAddress = try Self.number("GATEHOUSE_CONNECTIONS_PER_ADDRESS", reader)
    }

    private static func number(_ name: String, _ reader: SettingsReader) throws -> Int? {
        guard reader.text(name) != nil else { return nil }
        return try reader.integer(name, in: 1...1_000_000, default: 1)
    }
}
