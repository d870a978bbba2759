import GatehouseBase
import GatehouseDocuments

extension FormField {
    /// What was sent for the field, as a value of its kind.
    ///
    /// - Parameter sent: nil when nothing was sent.
    /// - Throws: the first of the failures of ``check(_:)``.
    func clean(_ sent: String?) throws(FormFailure) -> FormValue {
        if isDisabled { return initial ?? .none }
        let text = strips ? Self.trimmed(sent ?? "") : sent ?? ""
        switch kind {
        case .boolean:
            let isOn = sent != nil && BooleanText.isTrue(text)
            if isRequired, !isOn { throw failure(.required, FieldMessages.required) }
            return .boolean(isOn)
        case .integer(let minimum, let maximum):
            guard let number = try required(text) else { return .none }
            guard let value = Int(number), number.utf8.allSatisfy({ $0 < 0x80 }) else {
                throw failure(.invalid, FieldMessages.notWhole)
            }
            if let maximum, value > maximum { throw failure(.maximumValue, FieldMessages.tooLarge("\(maximum)")) }
            if let minimum, value < minimum { throw failure(.minimumValue, FieldMessages.tooSmall("\(minimum)")) }
            return .integer(value)
        case .date:
            guard let day = try required(text) else { return .none }
            guard let date = DayText.date(day) else { throw failure(.invalid, FieldMessages.notDate) }
            return .date(date)
        case .choice(let choices):
            guard let chosen = try required(text) else { return .text("") }
            guard choices.contains(where: { $0.value.utf8.elementsEqual(chosen.utf8) }) else {
                throw failure(
                    .invalidChoice, "Select a valid choice. \(chosen) is not one of the available choices.")
            }
            return .text(chosen)
        case .text, .email, .password, .hidden, .multiline:
            guard let value = try required(text) else { return .text("") }
            try checkLength(value)
            if kind == .email, EmailAddress(value) == nil { throw failure(.invalid, FieldMessages.invalidEmail) }
            return .text(value)
        }
    }

    /// The text, or nil when it is empty and may be.
    private func required(_ text: String) throws(FormFailure) -> String? {
        if !text.isEmpty { return text }
        if isRequired { throw failure(.required, FieldMessages.required) }
        return nil
    }

    private func checkLength(_ text: String) throws(FormFailure) {
        let count = text.unicodeScalars.count
        if let minimumLength, count < minimumLength {
            throw failure(.minimumLength, FieldMessages.tooShort(minimumLength, has: count))
        }
        if let maximumLength, count > maximumLength {
            throw failure(.maximumLength, FieldMessages.tooLong(maximumLength, has: count))
        }
    }

    private func failure(_ code: FormFailure.Code, _ message: String) -> FormFailure {
        FormFailure(messages[code] ?? message, code: code)
    }

    /// Without Unicode white space at both ends.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) }
        return String(scalars[..<(end ?? scalars.startIndex)])
    }
}
