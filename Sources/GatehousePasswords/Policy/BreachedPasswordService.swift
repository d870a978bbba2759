import Foundation
import GatehouseBase

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Leaked passwords by the range service of Have I Been Pwned, over the network. Off unless asked for.
public struct BreachedPasswordService: BreachedPasswordSource {
    private let address: String
    private let timeout: Duration

    /// The service at an address, to which the five digits are added.
    ///
    /// - Parameters:
    ///   - address: by default Have I Been Pwned's.
    ///   - timeout: after how long the password passes unchecked.
    public init(address: String = "https://api.pwnedpasswords.com/range/", timeout: Duration = .seconds(2)) {
        self.address = address
        self.timeout = timeout
    }

    /// The lines of a range, with made-up ones among them, whose count is 0.
    ///
    /// - Throws: `URLError`, also for an answer other than 200 and after the timeout.
    public func range(_ prefix: String) async throws -> String {
        guard let url = URL(string: address + prefix) else { throw URLError(.badURL) }
        var request = URLRequest(url: url, timeoutInterval: timeout.inSeconds)
        // Made-up lines hide how many there are; their count is 0.
        request.setValue("true", forHTTPHeaderField: "Add-Padding")
        let (data, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw URLError(.badServerResponse) }
        return String(decoding: data, as: UTF8.self)
    }
}
