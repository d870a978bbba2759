import GatehouseAuth
import GatehouseSessions
import HTTPTypes
import Hummingbird
import NIOCore

/// From where a request comes, found out when somebody asks.
struct ClientRequest: Sendable {
    let head: HTTPRequest
    /// The address at the other end of the connection; nil when unknown.
    let peer: String?
    let proxies: TrustedProxies
    /// The name of the cookie by which a browser is known.
    let knownBrowserCookie: String
    /// The name of the cookie by which accounts remember a browser.
    let rememberedBrowserCookie: String

    var isFromTrustedProxy: Bool { proxies.contains(peer) }

    /// What sign-in needs to know of it.
    var client: Client {
        let headers = head.headerFields
        var client = Client(
            address: proxies.client(peer: peer, forwardedFor: headers[values: .xForwardedFor]),
            userAgent: headers[.userAgent], isFromTrustedProxy: isFromTrustedProxy
        ) { name in
            // A header that is there twice is nobody's word.
            guard let name = HTTPField.Name(name), headers[values: name].count == 1 else { return nil }
            return headers[name]
        }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        client.knownBrowser = request.cookieValues(knownBrowserCookie).first
        client.rememberedBrowser = request.cookieValues(rememberedBrowserCookie).first
        return client
    }

    /// What a session notes of it.
    @Sendable func note() -> SessionClient {
        let request = client
        return SessionClient(address: request.address, userAgent: request.userAgent)
    }
}

extension HTTPField.Name {
    static let xForwardedFor = Self("X-Forwarded-For")!  // a valid name
}
