import GatehouseMessages
import HTTPTypes

/// The one place where what an error is to a visitor becomes HTTP.
extension Refusal {
    var status: HTTPResponse.Status {
        switch kind {
        // What was sent can be read, and values in it are wrong.
        case .invalid: failures.isEmpty ? .badRequest : .unprocessableContent
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .throttled: .tooManyRequests
        case .unavailable: .serviceUnavailable
        default: .badRequest
        }
    }

    var headers: HTTPFields { retryAfter.map { [.retryAfter: String($0)] } ?? [:] }
}
