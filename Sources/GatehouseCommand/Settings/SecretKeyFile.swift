import Foundation
import Gatehouse
import GatehouseBase

/// Where the secret keys come from.
enum SecretKeyFile {
    /// Refuses a key that is missing or weak.
    static func check(_ key: String?, _ setting: String) throws {
        let advice = "Make one with: gatehouse secret new"
        guard let key else { throw SettingError(name: setting, message: "is not set. \(advice)") }
        if let weakness = SecretKeys.weakness(of: key) {
            throw SettingError(name: setting, message: "is too weak: \(weakness). \(advice)")
        }
    }

    /// The key of a file, which is made at the first start and read afterwards. For development only.
    static func key(in folder: String) throws -> String {
        let path = folder + "/secret-key"
        if let text = try? String(contentsOfFile: path, encoding: .utf8), !text.isEmpty { return text }
        let key = RandomText.make(count: SecretKeys.minimumLength)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let isMade = FileManager.default.createFile(
                atPath: path, contents: Data(key.utf8), attributes: [.posixPermissions: 0o600])
            guard isMade else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw StartError(
                "The secret key cannot be written to \(path). Make the folder writable, or set GATEHOUSE_SECRET_KEY.")
        }
        return key
    }
}
