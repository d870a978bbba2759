import GatehouseAuth
import HTTPTypes
import Hummingbird

/// What sign-in needs to know of a request.
enum ClientRequest {
    static func make(_ request: Request, peer: String?, trusting proxies: TrustedProxies) -> SignInRequest {
        let headers = request.headers
        return SignInRequest(
            address: proxies.client(peer: peer, forwardedFor: headers[values: .xForwardedFor]),
            userAgent: headers[.userAgent], isFromTrustedProxy: proxies.contains(peer)
        ) { name in
            // A header that is there twice is nobody's word.
            guard let name = HTTPField.Name(name), headers[values: name].count == 1 else { return nil }
            return headers[name]
        }
    }
}

extension HTTPField.Name {
    static let xForwardedFor = Self("X-Forwarded-For")!  // a valid name
}
