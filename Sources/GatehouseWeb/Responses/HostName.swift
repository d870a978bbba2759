/// What stands in a `Host` header and in an origin.
enum HostName {
    /// The host of `host:port`, in lower case, without the dot at the end; nil when it is none.
    static func host(of authority: String) -> String? { parts(of: authority)?.host }

    /// The host of `host:port`, as ``host(of:)``, and the port, where one is said; nil when it is none.
    static func parts(of authority: String) -> (host: String, port: Int?)? {
        let bytes = Array(authority.utf8)
        guard !bytes.isEmpty, bytes.count <= 255 + 6 else { return nil }
        let host: ArraySlice<UInt8>
        let port: ArraySlice<UInt8>
        if bytes[0] == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            (host, port) = (bytes[...close], bytes[(close + 1)...])
        } else {
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            (host, port) = (bytes[..<colon], bytes[colon...])
        }
        let isPort =
            port.isEmpty
            || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy { (0x30...0x39).contains($0) })
        guard isPort, !host.isEmpty, host.allSatisfy(isHostByte) else { return nil }
        let text = String(decoding: host, as: UTF8.self).lowercased()
        let said = port.dropFirst()
        let number = said.isEmpty ? nil : UInt16(String(decoding: said, as: UTF8.self))
        guard said.isEmpty || number != nil else { return nil }
        return (text.hasSuffix(".") ? String(text.dropLast()) : text, number.map { Int($0) })
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
