import Gatehouse

extension HashLimits {
    /// The limits of the settings.
    ///
    /// - Throws: ``SettingError``.
    init(_ reader: SettingsReader) throws {
        self.init()
        memory =
            try reader.integer("GATEHOUSE_HASH_MAXIMUM_MEGABYTES", in: 16...1_048_576, default: memory >> 20) << 20
        work = .seconds(
            try reader.integer(
                "GATEHOUSE_HASH_MAXIMUM_SECONDS", in: 1...600, default: Int(work.components.seconds)))
    }
}
