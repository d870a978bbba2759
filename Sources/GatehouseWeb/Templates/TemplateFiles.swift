/// Templates that are built in as files.
package enum TemplateFiles {
    /// Their texts, by name.
    ///
    /// - Precondition: no two have one name.
    package static func texts(_ files: [(name: String, bytes: [UInt8])]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: files.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
    }
}
