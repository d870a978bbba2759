import Foundation

/// Where mongod is.
public enum MongoExecutable {
    /// The path of mongod: what `GATEHOUSE_MONGOD` names, else the one of PATH, else the one that `make` fetched into
    /// the folder `.tools`; nil when there is none.
    public static func find() -> String? {
        let environment = ProcessInfo.processInfo.environment
        var candidates = environment["GATEHOUSE_MONGOD"].map { [$0] } ?? []
        candidates += (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/mongod" }
        candidates.append(FileManager.default.currentDirectoryPath + "/.tools/mongod")
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
