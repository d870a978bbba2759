import GatehouseBSON

/// About how many bytes a session takes in memory.
enum CacheSize {
    /// Places in the tables, the record itself and its identifier; measured by `make bench`.
    static let base = 640
    /// A key, its value's tag, and what the system keeps of two pieces of memory.
    static let member = 96

    static func of(_ record: SessionRecord) -> Int {
        var size = base + text(record.account) + text(record.client.address) + text(record.client.userAgent)
        for entry in record.data { size += member + entry.key.utf8.count + content(entry.value) }
        return size
    }

    private static func text(_ text: String?) -> Int { text.map { $0.utf8.count + 32 } ?? 0 }

    private static func content(_ value: BSONValue) -> Int {
        switch value {
        case .string(let text), .javaScript(let text), .symbol(let text): text.utf8.count
        case .document(let document): document.byteCount
        case .array(let array): array.reduce(5) { $0 + 16 + content($1) }
        case .binary(let binary): binary.bytes.count
        case .regularExpression(let expression): expression.pattern.utf8.count + expression.options.utf8.count
        case .javaScriptWithScope(let code, let scope): code.utf8.count + scope.byteCount
        default: 16
        }
    }
}
