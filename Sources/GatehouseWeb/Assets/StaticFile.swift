import Crypto
import GatehouseBase
import GatehouseSigning

/// A file that pages use, under a name that changes with its content, so that browsers may keep it for ever.
public struct StaticFile: Sendable {
    let content: [UInt8]
    /// What changes with the content.
    let hash: String
    let fileName: String
    let contentType: String
    /// Where it is.
    public var path: String { "/static/\(fileName)" }
    /// As the content coding `deflate` has it (RFC 9110, section 8.4.1.2).
    var packed: [UInt8]? { Zlib.compress(content) }

    /// A file.
    ///
    /// - Parameters:
    ///   - name: begins the file's name: letters, digits and hyphens.
    ///   - ending: ends it, as `js`.
    ///   - contentType: its media type, as `text/javascript; charset=utf-8`.
    public init(_ content: [UInt8], name: String, ending: String, contentType: String) {
        self.content = content
        self.contentType = contentType
        hash = Hexadecimal.text(SHA256.hash(data: content).prefix(6))
        fileName = "\(name)-\(hash).\(ending)"
    }

    /// The look of the pages.
    static let stylesheet = StaticFile(
        PackageResources.gatehouse_css, name: "gatehouse", ending: "css", contentType: "text/css; charset=utf-8")
    /// What makes password fields handier; everything works without it.
    static let script = StaticFile(
        PackageResources.strength_js + PackageResources.gatehouse_js, name: "gatehouse", ending: "js",
        contentType: "text/javascript; charset=utf-8")
}
