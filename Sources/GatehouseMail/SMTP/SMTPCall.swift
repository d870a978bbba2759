import Synchronization

/// One mail on its way: what the blocking call needs, and the flag that stops it.
final class SMTPCall: Sendable {
    let settings: SMTPSettings
    let from: String
    let to: String
    let bytes: [UInt8]
    private let stopFlag = Atomic(false)

    init(_ settings: SMTPSettings, _ message: MailMessage, _ bytes: [UInt8]) {
        self.settings = settings
        from = message.from.encoded
        to = message.to.encoded
        self.bytes = bytes
    }

    /// Whether ``stop()`` was called.
    var isStopped: Bool { stopFlag.load(ordering: .relaxed) }

    /// Has ``run()`` end soon.
    func stop() { stopFlag.store(true, ordering: .relaxed) }
}
