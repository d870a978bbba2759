import Configuration
import Foundation

/// Where settings come from: the environment, and the file `.env` for what the environment does not say.
struct SettingSources {
    let environment: [String: String]
    let file: DotenvFile

    /// The environment of this process and the file `.env` of the working directory.
    ///
    /// - Throws: ``SettingError`` for a file that cannot be read or holds a line that is not understood.
    static func read() throws -> SettingSources {
        let path = ".env"
        let environment = ProcessInfo.processInfo.environment
        guard FileManager.default.fileExists(atPath: path) else {
            return try SettingSources(environment: environment, file: [])
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingError(name: path, message: "cannot be read. It must be a file that you may read.", status: 2)
        }
        return try SettingSources(environment: environment, file: data)
    }

    init(environment: [String: String], file: some Sequence<UInt8>) throws {
        self.environment = environment
        do {
            self.file = try DotenvFile(parsing: file)
        } catch {
            throw SettingError(name: ".env", message: "\(error).", status: 2)
        }
    }

    /// A reader of both.
    var reader: SettingsReader {
        SettingsReader(
            config: ConfigReader(providers: [
                EnvironmentVariablesProvider(environmentVariables: environment),
                EnvironmentVariablesProvider(environmentVariables: file.values),
            ]))
    }

    /// Refuses names that begin with `GATEHOUSE_` and are none of the program's: the setting that was meant would be
    /// left at its default.
    ///
    /// - Throws: ``SettingError``, which says where the name stands.
    func refuseUnknown(_ known: KnownSettings) throws {
        func refuse(_ name: String, _ place: String) throws {
            let hint = known.nearest(to: name).map { " Did you mean \($0)?" } ?? ""
            throw SettingError(name: place + name, message: "is no setting.\(hint)", status: 2)
        }
        for entry in file.entries where known.isUnknown(entry.name) {
            try refuse(entry.name, ".env line \(entry.line): ")
        }
        for name in environment.keys.sorted() where known.isUnknown(name) { try refuse(name, "") }
    }
}
