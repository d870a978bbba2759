import HTTPTypes
import Hummingbird

/// What the browser says of where a request came from.
enum CSRFEvidence {
    /// From the site's own pages.
    case sameOrigin
    /// From pages that the site trusts to send its forms.
    case trusted
    /// From somewhere else.
    case crossSite
    /// It does not say.
    case unknown

    init(_ request: Request, isHTTPS: Bool, trusted: TrustedOrigins) {
        let origin = request.headers[.origin]
        let known = origin.flatMap { WebOrigin($0) }
        if let site = request.headers[.secFetchSite], ["same-origin", "none"].contains(site) {
            self = .sameOrigin
        } else if let known, trusted.contains(known) {
            self = .trusted
        } else if request.headers.contains(.secFetchSite) {
            self = .crossSite
        } else if origin != nil {
            self = known?.isOwn(host: request.head.authority, isHTTPS: isHTTPS) == true ? .sameOrigin : .crossSite
        } else {
            self = .unknown
        }
    }
}

/// What the header `Referer` says over HTTPS, where the browser says nothing else: somebody on the way may have planted the
/// cookie that a token fits, but cannot write a page of the site. Django's check.
enum RefererEvidence {
    case own, foreign, missing

    init(_ request: Request, trusted: TrustedOrigins) {
        guard let referer = request.headers[.referer] else {
            self = .missing
            return
        }
        guard let origin = WebOrigin(ofAddress: referer), origin.scheme == "https",
            origin.isOwn(host: request.head.authority, isHTTPS: true) || trusted.contains(origin)
        else {
            self = .foreign
            return
        }
        self = .own
    }
}

extension HTTPField.Name {
    static let secFetchSite = Self("Sec-Fetch-Site")!  // a valid name
}
