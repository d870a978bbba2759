/// A setting that the site cannot start with.
struct SettingError: Error, CustomStringConvertible {
    /// The environment variable.
    let name: String
    /// What is wrong and what to do.
    let message: String

    var description: String { "\(name) \(message)" }
}
