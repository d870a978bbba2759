extension MailSender {
    /// How much a sender takes on, and how often it tries.
    public struct Limits: Sendable {
        /// How many mails may wait, for their turn or for another attempt; one more is refused. 0 or more.
        public var maximumWaiting = 1000
        /// How many mails are under way at a time; 1 or more.
        public var concurrent = 4
        /// How often a mail is tried before it is given up; 1 or more.
        public var attempts = 10
        /// How long it waits before the second attempt; each pause after that is twice as long as the one before.
        public var firstPause: Duration = .seconds(1)
        /// The longest pause.
        public var longestPause: Duration = .seconds(60)
        /// Spreads the pauses, so that mails that failed together do not come together again: a quarter more or less.
        public var jitter: @Sendable (Duration) -> Duration = { $0 * Double.random(in: 0.75...1.25) }
        /// How long mails have at the end of the process.
        public var drain: Duration = .seconds(10)

        /// 1000 waiting, 4 at a time, 10 attempts 1 s, 2 s, 4 s … and 60 s apart, 10 s at the end.
        public init() {}

        /// How long to wait after an attempt, counted from 1.
        func pause(after attempt: Int) -> Duration {
            // Beyond 2^20 every pause is the longest.
            jitter(min(longestPause, firstPause * (1 << min(attempt - 1, 20))))
        }
    }
}
