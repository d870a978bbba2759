/// A setting that the site cannot start with.
struct SettingError: Error, CustomStringConvertible {
    /// The environment variable.
    let name: String
    /// What is wrong and what to do.
    let message: String
    /// The program's exit status: 2 for what cannot be understood, 1 for what the site cannot run with.
    var status: Int32 = 1

    var description: String { "\(name) \(message)" }
}
