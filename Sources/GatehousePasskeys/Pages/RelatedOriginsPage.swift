import GatehouseAuth
import GatehouseBase
public import GatehouseWeb
import HTTPTypes
import Hummingbird
import NIOCore

extension PageName {
    /// The origins that may use the site's passkeys, where browsers look for them.
    public static let passkeyOrigins = PageName("passkey_origins", at: "/.well-known/webauthn")
}

/// Related origins (WebAuthn level 3, section 5.11): browsers ask for them without cookies, and read JSON.
struct RelatedOriginsPage<User: Account>: Sendable {
    let origins: [String]

    var page: Page<User> {
        let text = (["origins": .array(origins.map(JSONValue.string))] as JSONValue).text
        return Page(
            .passkeyOrigins, summary: "The origins that may use the site's passkeys",
            get: { _ in
                Response(
                    status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-cache"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            }, answer: ["origins": .list])
    }
}
