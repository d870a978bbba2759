import ArgumentParser
import Gatehouse

/// Shows what an encoded hash is made of.
struct IdentifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identify", abstract: "Show the algorithm and the parameters of an encoded hash.",
        discussion: """
            Salt and hash are masked. With --json-lines, reads {"encoded": …} a line and writes {"algorithm": …, \
            "needs_rehash": …, "too_costly": …, "summary": …} or {"error": …} a line, in order.
            """)

    @OptionGroup var input: EncodedHashInput

    func run() async throws {
        let passwords = try input.options.passwords()
        if let encoded = input.encoded {
            for item in try passwords.summary(of: encoded) { print("\(item.name): \(item.value)") }
            print("needs rehash: \(passwords.needsRehash(encoded) ? "yes" : "no")")
            print("too costly: \(passwords.isTooCostly(encoded) ? "yes" : "no")")
            return
        }
        try await JSONLines.each { line in
            guard let encoded = line["encoded"]?.string else { throw LineError("needs the member \"encoded\"") }
            let summary = try passwords.summary(of: encoded)
            return [
                "algorithm": passwords.identify(encoded).map { .string($0) } ?? .null,
                "needs_rehash": .bool(passwords.needsRehash(encoded)),
                "too_costly": .bool(passwords.isTooCostly(encoded)),
                "summary": .object(summary.map { .init($0.name, .string($0.value)) }),
            ]
        }
    }
}
