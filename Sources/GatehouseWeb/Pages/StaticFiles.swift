import HTTPTypes
import Hummingbird
import NIOCore

/// The stylesheet, served without session or store.
enum StaticFiles {
    static func add<Context>(to routes: some RouterMethods<Context>) {
        let body = ByteBuffer(bytes: Stylesheet.content)
        let headers: HTTPFields = [
            .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable",
        ]
        routes.get("/static/\(Stylesheet.fileName)") { _, _ in
            Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
    }
}
