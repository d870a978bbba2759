import Foundation
import Hummingbird

/// Bare Hummingbird that says hello: how fast a page could be if Gatehouse cost nothing.
@main
struct HelloBenchmark {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 8081
        let router = Router()
        router.get("/index/") { _, _ in "hello" }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { _ in
                print("hello serves http://127.0.0.1:\(port)/"); fflush(nil)
            })
        try await application.runService()
    }
}
