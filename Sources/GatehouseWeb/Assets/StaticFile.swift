import Crypto
import GatehouseBase
import GatehouseSigning

/// A file that pages use, under a name that changes with its content, so that browsers may keep it for ever.
struct StaticFile: Sendable {
    let content: [UInt8]
    /// What changes with the content.
    let hash: String
    let fileName: String
    let contentType: String
    var path: String { "/static/\(fileName)" }
    /// As the content coding `deflate` has it (RFC 9110, section 8.4.1.2).
    var packed: [UInt8]? { Zlib.compress(content) }

    private init(_ content: [UInt8], _ ending: String, _ contentType: String) {
        self.content = content
        self.contentType = contentType
        hash = Hexadecimal.text(SHA256.hash(data: content).prefix(6))
        fileName = "gatehouse-\(hash).\(ending)"
    }

    /// The look of the pages.
    static let stylesheet = StaticFile(PackageResources.gatehouse_css, "css", "text/css; charset=utf-8")
    /// What makes password fields handier; everything works without it.
    static let script = StaticFile(
        PackageResources.strength_js + PackageResources.gatehouse_js, "js", "text/javascript; charset=utf-8")
}
