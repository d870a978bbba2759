import GatehouseBSON
public import GatehouseMessages

/// What went wrong between us and MongoDB.
///
/// `description` is safe to show and to log: it holds no value of a document or a query. `String(reflecting:)` adds
/// the server's own words, which may.
public struct MongoError: Error, Sendable {
    /// The kind of failure. Open-ended: later versions may add codes.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// A unique index already holds the value; see ``MongoError/duplicateKey``.
        public static let duplicateKey = Code(name: "duplicate key")
        /// The server cannot write now: no primary, or it just stepped down.
        public static let notWritable = Code(name: "not writable")
        /// No answer within the timeout, or no server was found within it.
        public static let timeout = Code(name: "timeout")
        /// The connection could not be made or broke.
        public static let network = Code(name: "network")
        /// The server does not know us: a wrong name or password, or none.
        public static let unauthorized = Code(name: "unauthorized")
        /// The server knows us and does not allow it: rights are missing.
        public static let forbidden = Code(name: "not permitted")
        /// The server refused the command.
        public static let commandFailed = Code(name: "command failed")
        /// The write may not have reached as many members as asked for.
        public static let writeConcern = Code(name: "write concern not met")
        /// The connection string cannot be read.
        public static let invalidConnectionString = Code(name: "invalid connection string")
        /// The server's answer is not BSON, or not what the command answers.
        public static let invalidReply = Code(name: "invalid reply")
        /// Another call of the same transaction, cursor or stream is under way: they go one after another.
        public static let busy = Code(name: "busy")
        /// Transactions and streams of changes need a replica set or a sharded cluster; this is a standalone server.
        public static let replicaSetRequired = Code(name: "a replica set is required")
        /// A stream of changes cannot go on where it was: the server has forgotten what happened since.
        public static let historyLost = Code(name: "history lost")
        /// A document is larger than the server takes: 16 MiB.
        public static let tooLarge = Code(name: "document too large")
        /// An update holds no operators, and would have replaced the document.
        public static let invalidUpdate = Code(name: "an update without operators")
        /// The client was shut down, or what was used is over.
        public static let closed = Code(name: "closed")

        /// The code in words.
        public var description: String { name }
    }

    /// Which unique index refused a value.
    public struct DuplicateKey: Sendable, Hashable {
        /// The index's name.
        public let index: String
        /// The fields of the index, in order, where the server tells them.
        public let fields: [String]
    }

    /// One refused write of several.
    public struct WriteError: Sendable {
        /// Which of the writes, counted from 0.
        public let index: Int
        /// The server's number, 11000 for a duplicate key.
        public let serverCode: Int
        /// The index that refused it, for a duplicate key.
        public let duplicateKey: DuplicateKey?
        let message: String
    }

    /// The kind of failure.
    public let code: Code
    /// The server's number for it, where the failure came from the server.
    public let serverCode: Int?
    /// The server's labels, such as `TransientTransactionError`.
    public let labels: Set<String>
    /// All refused writes of an insert of many.
    public let writeErrors: [WriteError]
    /// The index that refused the first value, for a duplicate key.
    public let duplicateKey: DuplicateKey?
    /// Each server that was tried and why it would not do, when none was found.
    public let unreachable: [UnreachableServer]
    /// The words of the server or the driver; may hold values.
    let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
        serverCode = nil
        labels = []
        writeErrors = []
        duplicateKey = nil
        unreachable = []
    }

    /// A unique index refused a value.
    package init(duplicateOn index: String, fields: [String], at position: Int = 0) {
        code = .duplicateKey
        message = "a unique index holds the value"
        serverCode = Self.duplicateKeyNumber
        labels = []
        unreachable = []
        let key = DuplicateKey(index: index, fields: fields)
        duplicateKey = key
        writeErrors = [
            WriteError(index: position, serverCode: Self.duplicateKeyNumber, duplicateKey: key, message: message)
        ]
    }

    init(from origin: Origin, code number: UInt32, message: String, reply: BSONDocument) {
        self.message = message
        labels = Set(reply["errorLabels"]?.array?.compactMap(\.string) ?? [])
        writeErrors = (reply["writeErrors"]?.array?.compactMap(\.document) ?? []).map(WriteError.init)
        let isDuplicate = number == Self.duplicateKeyNumber || writeErrors.first?.serverCode == Self.duplicateKeyNumber
        duplicateKey =
            writeErrors.first?.duplicateKey
            ?? (isDuplicate ? DuplicateKey(message: message, pattern: reply["keyPattern"]?.document) : nil)
        code = isDuplicate ? .duplicateKey : Self.code(from: origin, number: number, message: message)
        serverCode = origin == .server ? Int(number) : nil
        unreachable = origin == .serverSelection ? UnreachableServer.all(in: message) : []
    }

    /// True when the same call may succeed if made again. A write that timed out, or whose connection broke, may have
    /// happened: make it again only where twice does no harm.
    public var isTransient: Bool {
        guard !labels.contains(Self.unknownCommit) else { return false }
        return [.notWritable, .timeout, .network].contains(code) || labels.contains("RetryableWriteError")
    }

    /// The label of a commit that may have happened.
    static let unknownCommit = "UnknownTransactionCommitResult"

    /// The same error with one more label.
    func labelled(_ label: String) -> MongoError {
        MongoError(self, labels: labels.union([label]))
    }

    private init(_ other: MongoError, labels: Set<String>) {
        self.labels = labels
        code = other.code
        serverCode = other.serverCode
        writeErrors = other.writeErrors
        duplicateKey = other.duplicateKey
        message = other.message
        unreachable = other.unreachable
    }
}

extension MongoError {
    /// The words of the server or the driver alone, for an operator; may hold values.
    public var reason: String { message }
}

extension MongoError: CustomStringConvertible, CustomDebugStringConvertible {
    /// The code, the index of a duplicate key, the server's number and the servers that cannot be reached; no value of
    /// a document.
    public var description: String {
        let index = duplicateKey.map { " on index \($0.index)" } ?? ""
        let number = serverCode.map { " (server code \($0))" } ?? ""
        let servers = unreachable.isEmpty ? "" : ": " + unreachable.map(\.description).joined(separator: "; ")
        return "MongoDB: \(code)\(index)\(number)\(servers)"
    }

    /// As ``description``, with the words of the server or the driver, which may hold values.
    public var debugDescription: String { "\(description): \(message)" }
}

extension MongoError: RefusalError {
    /// A store that fails or refuses is unavailable; everything else is a fault of the program, or of what is stored. What
    /// the server refuses without a reason that is known here may be a disk that is full, and passes as well.
    public var refusal: Refusal? {
        switch code {
        case .notWritable, .timeout, .network, .writeConcern, .closed, .commandFailed, .unauthorized, .forbidden:
            .unavailable()
        default: isTransient ? .unavailable() : nil
        }
    }
}
