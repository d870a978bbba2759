import CGatehouseMongo
import Logging

/// What libmongoc has to say about its connections goes to the logger "gatehouse.mongo.driver": the watching of
/// servers is noise while they come and go, so only errors stand out.
enum MongoLog {
    /// For what a connection string asks for.
    static let connection = Logger(label: "gatehouse.mongo")
    private static let logger = Logger(label: "gatehouse.mongo.driver")

    static func start() {
        gatehouse_mongo_start { level, domain, message in
            let text = message.map { String(cString: $0) } ?? ""
            let from: Logger.Metadata = ["part": "\(domain.map { String(cString: $0) } ?? "mongoc")"]
            MongoLog.logger.log(level: MongoLog.level(level), "\(text)", metadata: from)
        }
    }

    /// libmongoc's levels: 0 error, 1 critical, 2 warning, 3 message, 4 info, 5 debug, 6 trace.
    private static func level(_ level: Int32) -> Logger.Level {
        switch level {
        case 0, 1: .error
        case 2: .debug
        default: .trace
        }
    }
}
