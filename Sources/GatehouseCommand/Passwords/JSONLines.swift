import Foundation
import Gatehouse
import GatehouseBase

/// Answers lines of JSON one by one, in order: an object in, an object out, or an error that ends nothing.
enum JSONLines {
    static func each(_ answer: (JSONValue) async throws -> JSONValue) async throws {
        while let line = readLine(strippingNewline: true) {
            if line.allSatisfy(\.isWhitespace) { continue }
            var result: JSONValue
            do {
                guard let object = JSONValue(line), case .object = object else {
                    throw LineError("is not a JSON object")
                }
                result = try await answer(object)
            } catch let error as LineError {
                result = ["error": .string("the line \(error.message)")]
            } catch {
                result = ["error": .string("\(error)")]
            }
            print(result.text)
            fflush(nil)
        }
    }
}

/// What is wrong with a line.
struct LineError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
