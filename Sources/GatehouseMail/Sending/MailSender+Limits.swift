extension MailSender {
    /// How much a sender takes on, and how often it tries.
    public struct Limits: Sendable {
        /// How many mails may wait in this process's memory; one more is refused. 0 or more. Those that wait in a
        /// database do not count.
        public var maximumWaiting = 1000
        /// How many mails are under way at a time; 1 or more.
        public var concurrent = 4
        /// How old a mail may become before it is given up. A mail with a link is given up when its link ends, too.
        public var maximumAge: Duration = .seconds(259_200)
        /// How long a mail that a server deferred waits before the second attempt, and how long a transport that fails
        /// is left alone; each pause after that is twice as long as the one before.
        public var firstPause: Duration = .seconds(1)
        /// The longest pause of a mail that is deferred.
        public var longestPause: Duration = .seconds(600)
        /// The longest time that a failing transport is left alone.
        public var longestProbe: Duration = .seconds(60)
        /// Spreads the pauses, so that mails that failed together do not come together again: a quarter more or less.
        public var jitter: @Sendable (Duration) -> Duration = { $0 * Double.random(in: 0.75...1.25) }
        /// For how long nobody else takes a mail that one instance has; it is made longer while the mail is under way. So
        /// long the mails wait that were under way in a process that was killed.
        public var lease: Duration = .seconds(60)
        /// How often an instance looks for mails of others in a database: two reads of an index.
        public var poll: Duration = .seconds(30)
        /// How long mails have at the end of the process.
        public var drain: Duration = .seconds(10)

        /// 1000 in memory, 4 at a time, for three days, 1 s, 2 s, 4 s … and 10 minutes apart, 10 s at the end.
        public init() {}

        /// How long a mail waits after an attempt, counted from 1.
        func pause(after attempt: Int) -> Duration { pause(after: attempt, atMost: longestPause) }

        /// How long a transport is left alone after so many failures.
        func probe(after failures: Int) -> Duration { pause(after: failures, atMost: longestProbe) }

        private func pause(after number: Int, atMost longest: Duration) -> Duration {
            // Beyond 2^20 every pause is the longest.
            jitter(min(longest, firstPause * (1 << min(max(number, 1) - 1, 20))))
        }
    }
}
