import CGatehouseMongo
import GatehouseBSON

/// One blocking call of the shim: fills the reply or the error, and tells which.
typealias MongoCall =
    @Sendable (
        gatehouse_mongo_target, inout gatehouse_mongo_bytes, inout gatehouse_mongo_error
    ) -> Bool

extension gatehouse_mongo_target {
    /// Makes the call here and now and returns the bytes of its reply.
    ///
    /// - Throws: ``MongoError``.
    func run(
        _ call: (gatehouse_mongo_target, inout gatehouse_mongo_bytes, inout gatehouse_mongo_error) -> Bool
    ) throws -> [UInt8] {
        var reply = gatehouse_mongo_bytes()
        defer { gatehouse_mongo_free(&reply) }
        var error = gatehouse_mongo_error()
        let succeeded = call(self, &reply, &error)
        let bytes = reply.bytes.map { Array(UnsafeBufferPointer(start: $0, count: Int(reply.length))) } ?? []
        guard succeeded else {
            throw MongoError(
                from: error.origin, code: error.code, message: error.text,
                reply: try MongoReply.documents(bytes).first ?? [:])
        }
        return bytes
    }
}

/// What the bytes of a reply say.
enum MongoReply {
    /// The documents that stand one after another.
    static func documents(_ bytes: [UInt8]) throws -> [BSONDocument] {
        do {
            return try BSONDocument.all(validating: bytes)
        } catch {
            throw MongoError(.invalidReply, "\(error)")
        }
    }

    /// The one document.
    static func document(_ bytes: [UInt8]) throws -> BSONDocument { try documents(bytes).first ?? [:] }
}

extension gatehouse_mongo_error {
    var origin: MongoError.Origin {
        switch failure {
        case GATEHOUSE_MONGO_SERVER: .server
        case GATEHOUSE_MONGO_SERVER_SELECTION: .serverSelection
        case GATEHOUSE_MONGO_NETWORK: .network
        case GATEHOUSE_MONGO_WRITE_CONCERN: .writeConcern
        case GATEHOUSE_MONGO_AUTHENTICATION: .authentication
        case GATEHOUSE_MONGO_FORMAT: .format
        default: .other
        }
    }

    var text: String {
        withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// The bytes of a document for the time of a call; nothing for no document.
func withInput<Result>(_ document: BSONDocument?, _ body: (gatehouse_mongo_input) -> Result) -> Result {
    guard let document else { return body(gatehouse_mongo_input()) }
    return document.storage.withUnsafeBufferPointer {
        body(gatehouse_mongo_input(bytes: $0.baseAddress, length: $0.count))
    }
}
