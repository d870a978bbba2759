import GatehouseBSON
package import GatehouseBase
public import GatehouseSigning

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sessions as the texts that Django's engines store: JSON, compressed where that is shorter, stamped and signed.
///
/// ```swift
/// let codec = DjangoSessionCodec(keys: keys)
/// let data = try codec.decode(row)          // of the engines db, cached_db and file
/// let text = try codec.encode(["cart": [1]])
/// ```
public struct DjangoSessionCodec: Sendable {
    /// For what Django's engines `db`, `cached_db` and `file`, django-mongodb-backend and django-mongoengine sign.
    /// An engine of another class name has another: `django.contrib.sessions.` and the name.
    public static let storeSalt = "django.contrib.sessions.SessionStore"
    /// For what Django's engine `signed_cookies` signs.
    public static let signedCookieSalt = "django.contrib.sessions.backends.signed_cookies"

    private let signed: SignedJSON

    /// A codec with Django's SECRET_KEY and SECRET_KEY_FALLBACKS.
    public init(keys: SecretKeys, salt: String = storeSalt) { signed = SignedJSON(keys: keys, salt: salt) }

    /// The text of a session's values.
    ///
    /// - Throws: `BSONError` when a value has no form in JSON.
    public func encode(_ data: SessionData, at now: Date = Date()) throws -> String {
        encode(try data.map { JSONValue.Member($0.key, try JSONValue($0.value)) }, at: now)
    }

    /// The values of a session's text.
    ///
    /// - Parameter maximumAge: the time after which the text is not taken any more; nil for never, as Django's engines
    ///   do but for `signed_cookies`.
    /// - Throws: `SigningError` when the signature is not ours or the content is no JSON object; `BSONError` when a
    ///   key inside a value holds a NUL.
    public func decode(_ text: String, maximumAge: Duration? = nil, at now: Date = Date()) throws -> SessionData {
        SessionData(
            try members(of: text, maximumAge: maximumAge, at: now).map {
                SessionData.Member($0.name, try BSONValue($0.value))
            })
    }

    package func encode(_ members: [JSONValue.Member], at now: Date) -> String {
        signed.dumps(.object(members), compresses: true, at: now)
    }

    package func members(
        of text: String, maximumAge: Duration? = nil, at now: Date = Date()
    ) throws(SigningError) -> [JSONValue.Member] {
        guard case .object(let members) = try signed.loads(text, maximumAge: maximumAge, at: now) else {
            throw .malformed
        }
        return members
    }
}

extension DjangoSessionCodec {
    /// The JSON in a session's text, as Django wrote it.
    ///
    /// - Throws: `SigningError` when the signature is not ours or the content is no JSON object.
    public func json(of text: String, maximumAge: Duration? = nil, at now: Date = Date()) throws -> String {
        JSONValue.object(try members(of: text, maximumAge: maximumAge, at: now)).text
    }
}
