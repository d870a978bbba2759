import GatehouseAuth
import GatehousePasswords
import GatehouseSessions
import HTTPTypes
import Hummingbird
import Logging

/// A part that the site cannot do without fails: the answer is 503, never a page as for nobody.
struct Unavailable: HTTPResponseError {
    let status = HTTPResponse.Status.serviceUnavailable
    /// Seconds after which another try makes sense.
    let retryAfter: Int

    func response(from request: Request, context: some RequestContext) -> Response {
        Response(status: status, headers: [.retryAfter: String(retryAfter)])
    }

    /// Runs work that needs a part. Refusals meant for the visitor pass; every other failure is the part's own, and
    /// becomes 503 with a line in the log.
    static func guarding<Result>(
        _ part: String, _ logger: Logger, _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await work()
        } catch let error as SignUpError {
            throw error
        } catch let error as ThrottledError {
            throw error
        } catch let error as LifecycleError {
            throw error
        } catch let error as SessionError where error != .contended {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as PasswordError where error.code == .overloaded {
            logger.warning("Hashing is overloaded", metadata: ["part": "\(part)"])
            throw Unavailable(retryAfter: 2)
        } catch {
            logger.error("A store failed", metadata: ["part": "\(part)", "error": "\(error)"])
            throw Unavailable(retryAfter: 5)
        }
    }
}
