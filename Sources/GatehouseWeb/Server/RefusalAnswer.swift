import HTTPTypes
import NIOCore
import NIOHTTP1

/// What the door answers to a request that goes no further: a status, in words, and the end of the connection.
struct RefusalAnswer: Sendable {
    /// Those of all answers of the site.
    let headers: HTTPFields

    func head(_ status: HTTPResponseStatus, length: Int) -> HTTPResponseHead {
        var fields = HTTPHeaders(headers.map { ($0.name.rawName, $0.value) })
        fields.replaceOrAdd(name: "Content-Type", value: "text/plain; charset=utf-8")
        fields.replaceOrAdd(name: "Content-Length", value: String(length))
        fields.replaceOrAdd(name: "Cache-Control", value: "no-store")
        fields.replaceOrAdd(name: "Connection", value: "close")
        return HTTPResponseHead(version: .http1_1, status: status, headers: fields)
    }

    func body(_ status: HTTPResponseStatus) -> ByteBuffer {
        ByteBuffer(string: "\(status.code) \(status.reasonPhrase)\n")
    }

    /// The status for what a parser could not read.
    static func status(for error: HTTPParserError) -> HTTPResponseStatus {
        switch error {
        case .headerOverflow: .requestHeaderFieldsTooLarge
        case .invalidVersion: .httpVersionNotSupported
        default: .badRequest
        }
    }
}
