import GatehouseBase
public import HTTPTypes
public import Hummingbird
public import Logging
import NIOCore
import NIOEmbedded
import Synchronization

/// Visits a site as a browser does, without a network: it keeps cookies, and sends the CSRF token of the last page
/// with its forms.
///
/// ```swift
/// let browser = TestBrowser(router)
/// try await browser.get("/signin/")
/// let page = try await browser.submit("/signin/", ["email": "a@b.example", "password": "correct horse"])
/// #expect(page.headers[.location] == "/index/")
/// ```
public final class TestBrowser: Sendable {
    /// An answer.
    public struct Page: Sendable {
        /// The status.
        public let status: HTTPResponse.Status
        /// The headers.
        public let headers: HTTPFields
        /// The body as text.
        public let body: String
    }

    private struct State {
        var cookies: [String: String] = [:]
        var csrfToken: String?
        /// Whether the site said that it is to be reached by HTTPS alone.
        var isHTTPS = false
    }
    private let state = Mutex(State())
    private let respond: @Sendable (Request) async throws -> Response

    /// A browser with an empty cookie jar, for a site.
    ///
    /// - Parameters:
    ///   - address: from where its connections come, as `192.0.2.7`; nil for nowhere.
    ///   - logger: where requests log; nowhere unless a test looks at it.
    public init<Builder: HTTPResponderBuilder>(
        _ site: Builder, from address: String? = nil,
        logger: Logger = Logger(label: "test-browser") { _ in SwiftLogNoOpLogHandler() }
    )
    where Builder.Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let responder = site.buildResponder()
        respond = { request in
            let channel = EmbeddedChannel()
            channel.remoteAddress = try address.map { try SocketAddress(ipAddress: $0, port: 50_000) }
            let source = ApplicationRequestContextSource(channel: channel, logger: logger)
            return try await responder.respond(to: request, context: Builder.Responder.Context(source: source))
        }
    }

    /// The cookies it holds, by name.
    public var cookies: [String: String] {
        get { state.withLock { $0.cookies } }
        set { state.withLock { $0.cookies = newValue } }
    }

    /// Gets a page.
    @discardableResult
    public func get(_ path: String, headers: HTTPFields = [:]) async throws -> Page {
        try await send(.get, path, headers: headers)
    }

    /// Sends a form, with the CSRF token of the last page that had one, and over HTTPS with a `Referer` of the site's.
    @discardableResult
    public func submit(_ path: String, _ fields: [String: String] = [:], headers: HTTPFields = [:]) async throws -> Page
    {
        var fields = fields
        if fields["csrfmiddlewaretoken"] == nil { fields["csrfmiddlewaretoken"] = state.withLock { $0.csrfToken } }
        var headers = headers
        if headers[.referer] == nil, headers[.origin] == nil, state.withLock({ $0.isHTTPS }) {
            headers[.referer] = "https://localhost\(path)"
        }
        return try await post(path, fields, headers: headers)
    }

    /// Sends a form exactly as given.
    @discardableResult
    public func post(_ path: String, _ fields: [String: String], headers: HTTPFields = [:]) async throws -> Page {
        let body = fields.map { "\($0.key.percentEncoded())=\($0.value.percentEncoded())" }.joined(separator: "&")
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, path, headers: headers, body: body)
    }

    /// Sends a request.
    @discardableResult
    public func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String = ""
    ) async throws -> Page {
        var headers = headers
        let cookies = cookies
        if !cookies.isEmpty, headers[.cookie] == nil {
            headers[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                separator: "; ")
        }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers)
        let response = try await respond(Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))))
        let collector = BodyCollector()
        try await response.body.write(collector)
        let page = Page(status: response.status, headers: response.headers, body: collector.text)
        remember(page)
        return page
    }

    private func remember(_ page: Page) {
        state.withLock { state in
            if page.headers.contains(.strictTransportSecurity) { state.isHTTPS = true }
            for header in page.headers[values: .setCookie] {
                let parts = header.split(separator: ";")
                let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let isRemoved = parts.contains { $0.drop { $0 == " " } == "Max-Age=0" }
                state.cookies[String(pair[0])] = isRemoved ? nil : String(pair[1])
            }
            if let match = page.body.firstMatch(of: #/name="csrfmiddlewaretoken" value="([^"]+)"/#) {
                state.csrfToken = String(match.1)
            }
        }
    }
}

private final class BodyCollector: ResponseBodyWriter, Sendable {
    private let buffer = Mutex(ByteBuffer())
    var text: String { buffer.withLock { String(buffer: $0) } }
    func write(_ part: ByteBuffer) async throws { buffer.withLock { _ = $0.writeImmutableBuffer(part) } }
    func finish(_ trailers: HTTPFields?) async throws {}
}
