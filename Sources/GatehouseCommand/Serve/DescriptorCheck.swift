import Gatehouse

/// Whether the process may open as many files and connections as a site needs, asked first: what fails for want of them
/// says so in words of its own.
enum DescriptorCheck {
    /// - Throws: ``StartError``.
    static func run() throws {
        let limit = DescriptorLimit.raise()
        guard limit >= DescriptorLimit.minimum else {
            throw StartError(
                "This process may open \(limit) files and connections at a time; a site needs \(DescriptorLimit.minimum) "
                    + "at least. Raise the limit: ulimit -n, or LimitNOFILE= of a systemd unit.")
        }
    }
}
