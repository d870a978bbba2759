import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// `/healthz` tells that the process answers, `/readyz` that its store does and has its indexes.
struct HealthPages: Sendable {
    /// Throws when the site is not ready.
    let check: @Sendable () async throws -> Void

    func add<Context: RequestContext>(to routes: some RouterMethods<Context>) {
        routes.get("/healthz") { _, _ in Self.answer("ok", .ok) }
        routes.get("/readyz") { _, context in
            do {
                try await check()
                return Self.answer("ready", .ok)
            } catch {
                context.logger.error("Not ready: \(error)")
                return Self.answer("not ready", .serviceUnavailable)
            }
        }
    }

    private static func answer(_ text: String, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
