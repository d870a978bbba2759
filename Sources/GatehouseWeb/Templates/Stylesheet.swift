import Crypto
import GatehouseSigning

/// The site's stylesheet, under a name that changes with its content, so that browsers may keep it for ever.
enum Stylesheet {
    static let content = PackageResources.gatehouse_css
    static let fileName = "gatehouse-\(Hexadecimal.text(SHA256.hash(data: content).prefix(6))).css"
    static let path = "/static/\(fileName)"
}
