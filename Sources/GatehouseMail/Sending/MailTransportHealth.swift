import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Whether the transport takes mails, by how the last attempts ended, without any waiting of its own.
///
/// A failure that is the transport's holds all mails back but one at a time, which tries whether it works again. So a
/// mail server that is away costs one attempt a minute, however many mails wait.
struct MailTransportHealth {
    /// What an attempt showed.
    enum Change: Equatable {
        case none
        /// It works no more; told once.
        case failed
        /// It works again, after so many failures.
        case recovered(failures: Int, since: Date)
    }

    /// After how many deferred mails without one that was taken the transport counts as failing, too.
    static let mostDeferred = 5

    /// Since when it fails, and why.
    private(set) var fault: (since: Date, reason: String)?
    private(set) var nextProbe = Date.distantPast
    private var failures = 0
    private var deferred = 0

    /// Whether another mail may be tried.
    func mayTry(at now: Date, underWay: Int) -> Bool { fault == nil || (underWay == 0 && now >= nextProbe) }

    /// Notes that the server took a mail, or refused it for good.
    mutating func answered() -> Change {
        defer { (fault, failures, deferred) = (nil, 0, 0) }
        return fault.map { .recovered(failures: failures, since: $0.since) } ?? .none
    }

    /// Notes a failure that may pass.
    ///
    /// - Parameter pause: how long to wait after so many failures of the transport.
    mutating func failed(
        _ reason: String, isOfTransport: Bool, at now: Date, pause: (Int) -> Duration
    ) -> Change {
        if !isOfTransport {
            deferred += 1
            guard fault != nil || deferred >= Self.mostDeferred else { return .none }
        }
        let isNew = fault == nil
        // Those that were under way when the first failed tell nothing new.
        guard isNew || now >= nextProbe else { return .none }
        failures += 1
        nextProbe = now.adding(pause(failures))
        fault = (fault?.since ?? now, reason)
        return isNew ? .failed : .none
    }
}
