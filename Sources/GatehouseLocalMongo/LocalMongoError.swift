/// Why a mongod of our own did not start, in words that say what to do.
public struct LocalMongoError: Error, Sendable, CustomStringConvertible {
    /// What went wrong and what to do.
    public let description: String
    /// Whether another mongod still holds the folder.
    let folderIsBusy: Bool

    init(_ description: String) {
        self.description = description
        folderIsBusy = false
    }

    /// mongod ended by itself. Source of the numbers: MongoDB manual, "Exit Codes and Statuses"; 100 is an uncaught
    /// exception, which is how a locked folder shows, and 48 a port that another process took first.
    init(exitStatus: Int32) {
        description = "mongod ended with status \(exitStatus)."
        folderIsBusy = exitStatus == 100 || exitStatus == 48
    }

    func explained(folder: String) -> LocalMongoError {
        let cause = folderIsBusy ? "Perhaps another program uses \(folder); stop it, or start in another folder. " : ""
        return LocalMongoError("\(description) \(cause)Its log is \(folder)/mongod.log.")
    }
}
