package import GatehouseMessages

/// What a browser calls itself, in words for a person: `Firefox on Linux`. For recognising one's own; anybody can call
/// himself anything.
package enum UserAgentText {
    /// How many bytes are looked at.
    static let maximumLength = 300

    /// What stands in a name, and what it means; the first that fits counts, as most claim to be others as well.
    private static let browsers: [(String, String)] = [
        ("edg/", "Edge"), ("edga/", "Edge"), ("edgios/", "Edge"), ("edge/", "Edge"), ("opr/", "Opera"),
        ("opios/", "Opera"), ("opera", "Opera"), ("vivaldi/", "Vivaldi"), ("yabrowser/", "Yandex Browser"),
        ("samsungbrowser/", "Samsung Internet"), ("duckduckgo/", "DuckDuckGo"), ("ddg/", "DuckDuckGo"),
        ("fxios/", "Firefox"), ("firefox/", "Firefox"), ("crios/", "Chrome"), ("chromium/", "Chromium"),
        ("chrome/", "Chrome"), ("trident/", "Internet Explorer"), ("msie ", "Internet Explorer"), ("safari/", "Safari"),
    ]
    private static let systems: [(String, String)] = [
        ("iphone", "iPhone"), ("ipad", "iPad"), ("android", "Android"), ("cros ", "ChromeOS"), ("windows", "Windows"),
        ("macintosh", "Mac"), ("linux", "Linux"), ("freebsd", "FreeBSD"), ("openbsd", "OpenBSD"),
    ]
    /// Programs, by how their name begins.
    private static let programs: [(String, String)] = [
        ("curl/", "curl"), ("wget/", "Wget"), ("httpie/", "HTTPie"), ("postmanruntime/", "Postman"),
        ("python-", "Python"), ("python/", "Python"), ("go-http-client/", "Go"), ("okhttp/", "OkHttp"),
    ]

    /// The words of a `User-Agent`; `Unknown device` for none and for one that says nothing known.
    package static func words(_ userAgent: String?) -> Message.Words {
        let bytes = (userAgent ?? "").utf8.prefix(maximumLength).map { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 0x20 : byte
        }
        if let program = programs.first(where: { bytes.starts(with: $0.0.utf8) }) { return Message.Words(program.1) }
        let browser = browsers.first { contains($0.0, bytes) }?.1
        let system = systems.first { contains($0.0, bytes) }?.1
        return switch (browser, system) {
        case (let browser?, let system?): "\(browser) on \(system)"
        case (let browser?, nil): Message.Words(browser)
        case (nil, let system?): "Unknown browser on \(system)"
        case (nil, nil): "Unknown device"
        }
    }

    private static func contains(_ word: String, _ bytes: [UInt8]) -> Bool {
        let word = Array(word.utf8)
        guard bytes.count >= word.count else { return false }
        return (0...(bytes.count - word.count)).contains { bytes[$0...].starts(with: word) }
    }
}
