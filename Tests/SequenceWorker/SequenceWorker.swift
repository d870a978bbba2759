import GatehouseDocuments
import GatehouseMongo

/// Takes numbers of a counter and prints them: `SequenceWorker <connection string> <counter> <how many>`.
@main
struct SequenceWorker {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[3]) else {
            fatalError("usage: SequenceWorker <connection string> <counter> <how many>")
        }
        var settings = MongoSettings(url: arguments[1])
        settings.timeout = .seconds(60)
        let client = try MongoClient(settings)
        let sequences = Sequences(client: client)
        let numbers = try await withThrowingTaskGroup(of: Int.self, returning: [Int].self) { group in
            for _ in 0..<count { group.addTask { try await sequences.next(arguments[2]) } }
            var numbers: [Int] = []
            for try await number in group { numbers.append(number) }
            return numbers
        }
        print(numbers.map(String.init).joined(separator: " "))
        try await client.shutdown()
    }
}
