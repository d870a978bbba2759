import Foundation
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Counters and unique values under many hands")
struct SequenceProcessesTests {
    @Test("R7: four processes take 10,000 numbers of one counter, each once")
    func processes() async throws {
        let url = try await TestMongo.url(on: .replicaSet)
        let worker = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("SequenceWorker")
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let process = Process()
                    process.executableURL = worker
                    process.arguments = [url, "tickets", "2500"]
                    let output = Pipe()
                    process.standardOutput = output
                    try process.run()
                    let data = try output.fileHandleForReading.readToEnd() ?? Data()
                    process.waitUntilExit()
                    #expect(process.terminationStatus == 0)
                    return String(decoding: data, as: UTF8.self)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let numbers = outputs.flatMap { $0.split(whereSeparator: \.isWhitespace).compactMap { Int($0) } }
        #expect(numbers.count == 10_000)
        #expect(numbers.sorted() == Array(1...10_000))
    }

    @Test("of 1,000 parallel inserts of one unique value one wins, and 999 are told which field is taken")
    func unique() async throws {
        try await TestMongo.withClient { client in
            let people = Documents(UniquePerson.self, client: client)
            _ = try await people.ensureIndexes()
            let outcomes = await withTaskGroup(of: [String].self) { group in
                for _ in 0..<1000 {
                    group.addTask {
                        var person = UniquePerson(email: "one@example.com")
                        do {
                            try await people.insert(&person)
                            return ["won"]
                        } catch let error as DocumentError where error.code == .duplicate {
                            return error.fields
                        } catch {
                            return ["\(error)"]
                        }
                    }
                }
                return await group.reduce(into: [[String]: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == [["won"]: 1, ["email"]: 999])
        }
    }

    struct UniquePerson: Document {
        static let collection = "people"
        var id: Int?
        var email: String
        static let schema = Schema<UniquePerson> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .email, .unique)
        }
    }
}
