/// How to reach MongoDB.
public struct MongoSettings: Sendable {
    /// The connection string, `mongodb://…` or `mongodb+srv://…`. Its path names the database; what it sets itself
    /// (write concern, timeouts, TLS and so on) is honoured, except what would let writes be lost that were reported as
    /// done; ``MongoClient/cautions`` tells what else is not used.
    public var url: String
    /// The database when the connection string names none.
    public var defaultDatabase = "gatehouse"
    /// The name the server shows in its logs for our connections.
    public var applicationName = "gatehouse"
    /// How many connections at most, and so how many commands run at a time; 1 or more. The server adds two or three
    /// connections of its own for watching each member.
    public var poolSize = 16
    /// How many cursors and transactions may be under way at a time, each on a connection besides those of the pool, so
    /// that calls made meanwhile find one; 1 or more.
    public var maximumTransactions = 8
    /// How many streams of changes may be read at a time, each on a connection besides those of the pool; 1 or more.
    public var maximumStreams = 4
    /// How long a call may take, waiting for a connection included; up to a tenth more when nothing answers. The server
    /// is told to give up then, too. A write that timed out may still have happened.
    ///
    /// Other times follow from it. A look-up by key, and a write of a single document, is left after a fifth of it
    /// without a word from the server, and made again where that does no harm: after an election the new primary answers
    /// within that time, also to those who waited for a server that is frozen or cut off.
    public var timeout: Duration = .seconds(10)

    /// How long a server may say nothing while a quick call waits for it: a fifth of the timeout.
    package var attemptTimeout: Duration { timeout / 5 }

    /// How long a site that starts waits for a server before it says why it reaches none.
    public var startTimeout: Duration = .seconds(3)

    /// How long the building of indexes may take, and looking for what would be in the way of a unique one: both go
    /// through whole collections. Each has a connection of its own meanwhile, of those of ``maximumTransactions``.
    public var indexTimeout: Duration = .seconds(3600)

    /// The settings for a connection string.
    public init(url: String) { self.url = url }
}

extension MongoSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of the connection string, which holds a password.
    public var description: String { "settings of MongoDB" }
    /// The same as ``description``: debugging shows no more than printing.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show what ``description`` leaves out.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
