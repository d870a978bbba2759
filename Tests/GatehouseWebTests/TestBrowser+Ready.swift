import GatehouseTesting
import HTTPTypes

extension TestBrowser {
    /// Waits until `/readyz` says so: on a busy machine its own deadline may pass.
    func waitUntilReady() async throws {
        while try await get("/readyz").status != .ok { try await Task.sleep(for: .milliseconds(500)) }
    }
}
