import HTTPTypes
import Hummingbird
import NIOCore

/// The stylesheet and the script, served without session or store, compressed where the browser takes it.
enum StaticFiles {
    static func add<Context>(_ more: some Sequence<StaticFile>, to routes: some RouterMethods<Context>) {
        for file in [StaticFile.stylesheet, .script] + more {
            let answers = StaticAnswers(file)
            routes.get("/static/\(file.fileName)") { request, _ in answers.answer(to: request) }
            routes.head("/static/\(file.fileName)") { request, _ in answers.answer(to: request).createHeadResponse() }
        }
    }
}

/// The answers for a file, made once.
private struct StaticAnswers: Sendable {
    private let plain: ByteBuffer
    private let packed: ByteBuffer?
    private let headers: HTTPFields
    private let tag: String

    init(_ file: StaticFile) {
        plain = ByteBuffer(bytes: file.content)
        packed = file.packed.map { ByteBuffer(bytes: $0) }
        tag = "\"\(file.hash)\""
        headers = [
            .contentType: file.contentType, .cacheControl: "public, max-age=31536000, immutable", .eTag: tag,
            .vary: "Accept-Encoding",
        ]
    }

    func answer(to request: Request) -> Response {
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        guard let packed, takesDeflate(request) else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: plain))
        }
        var headers = headers
        headers[.contentEncoding] = "deflate"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: packed))
    }

    private func takesDeflate(_ request: Request) -> Bool {
        (request.headers[.acceptEncoding] ?? "").split(separator: ",").contains { coding in
            let parts = coding.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
            let isRefused = parts.dropFirst().contains {
                $0.hasPrefix("q=0") && !$0.contains { ("1"..."9").contains($0) }
            }
            return parts.first == "deflate" && !isRefused
        }
    }
}
