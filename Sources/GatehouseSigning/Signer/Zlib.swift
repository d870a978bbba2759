import CZlib

/// The zlib format (RFC 1950), as Python's `zlib` module writes and reads it.
package enum Zlib {
    /// The bytes compressed at the default level, or nil when that fails.
    package static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var length = compressBound(uLong(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(length))
        guard CZlib.compress(&result, &length, bytes, uLong(bytes.count)) == Z_OK else { return nil }
        return Array(result.prefix(Int(length)))
    }

    /// The bytes that were compressed, or nil when these are no zlib format, are cut short, or unfold to more than a
    /// size, or when bytes are left over.
    static func decompress(_ bytes: [UInt8], maximumSize: Int) -> [UInt8]? {
        var capacity = max(256, bytes.count * 4)
        while true {
            var length = uLong(min(capacity, maximumSize))
            var used = uLong(bytes.count)
            var result = [UInt8](repeating: 0, count: Int(length))
            switch uncompress2(&result, &length, bytes, &used) {
            case Z_OK: return used == uLong(bytes.count) ? Array(result.prefix(Int(length))) : nil
            case Z_BUF_ERROR where capacity < maximumSize: capacity *= 4
            default: return nil
            }
        }
    }
}
