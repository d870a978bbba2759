import HTTPTypes
import Hummingbird
import NIOCore

/// The stylesheet and the script, served without session or store.
enum StaticFiles {
    static func add<Context>(to routes: some RouterMethods<Context>) {
        for file in [StaticFile.stylesheet, .script] {
            let body = ByteBuffer(bytes: file.content)
            let headers: HTTPFields = [
                .contentType: file.contentType, .cacheControl: "public, max-age=31536000, immutable",
            ]
            routes.get("/static/\(file.fileName)") { _, _ in
                Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
            }
        }
    }
}
