/// What somebody gave is not taken: messages by field, for the form to show.
public struct InvalidInput: RefusalError, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let failures: Failures

    /// What is wrong with an input.
    public init(_ failures: Failures) { self.failures = failures }

    /// One message of one field.
    public init(_ message: Message, of field: String) { self.init(Failures(message, of: field)) }

    /// Wrong input, with the messages by field.
    public var refusal: Refusal? { .invalid(failures) }

    /// The fields and the codes: never what was typed.
    public var description: String {
        let parts = (failures.fields + [Failures.whole]).compactMap { field -> String? in
            let codes = failures[field].map(\.code.name)
            return codes.isEmpty ? nil : "\(field.isEmpty ? "form" : field) (\(codes.joined(separator: ", ")))"
        }
        return "input refused: \(parts.joined(separator: ", "))"
    }
}
