import GatehouseBase
import GatehouseDocuments
import GatehouseMessages

extension FormField {
    /// What was sent for the field, as a value of its kind.
    ///
    /// - Parameter sent: nil when nothing was sent.
    /// - Throws: the first message that applies.
    func clean(_ sent: String?) throws(Message) -> FormValue {
        if isDisabled { return initial ?? .none }
        let text = stripped(sent ?? "")
        switch kind {
        case .boolean:
            let isOn = sent != nil && BooleanText.isTrue(text)
            if isRequired, !isOn { throw told(FieldMessages.required) }
            return .boolean(isOn)
        case .integer(let minimum, let maximum):
            guard let number = try required(text) else { return .none }
            guard let value = Int(number), number.utf8.allSatisfy({ $0 < 0x80 }) else {
                throw told(FieldMessages.notWhole)
            }
            if let maximum, value > maximum { throw told(FieldMessages.tooLarge("\(maximum)")) }
            if let minimum, value < minimum { throw told(FieldMessages.tooSmall("\(minimum)")) }
            return .integer(value)
        case .date:
            guard let day = try required(text) else { return .none }
            guard let date = DayText.date(day) else { throw told(FieldMessages.notDate) }
            return .date(date)
        case .choice(let choices):
            guard let chosen = try required(text) else { return .text("") }
            guard choices.contains(where: { $0.value.utf8.elementsEqual(chosen.utf8) }) else {
                throw told(
                    Message(
                        .invalidChoice, "Select a valid choice. \(chosen) is not one of the available choices."))
            }
            return .text(chosen)
        case .text, .email, .password, .hidden, .multiline:
            guard let value = try required(text) else { return .text("") }
            try checkLength(value)
            guard kind == .email, !value.isEmpty else { return .text(value) }
            guard let address = EmailAddress(value) else { throw told(FieldMessages.invalidEmail) }
            return .email(address)
        }
    }

    /// The text, or nil when it is empty and may be.
    private func required(_ text: String) throws(Message) -> String? {
        if !text.isEmpty { return text }
        if isRequired { throw told(FieldMessages.required) }
        return nil
    }

    private func checkLength(_ text: String) throws(Message) {
        let count = text.unicodeScalars.count
        if let minimumLength, count < minimumLength {
            throw told(FieldMessages.tooShort(minimumLength, has: count))
        }
        if let maximumLength, count > maximumLength {
            throw told(FieldMessages.tooLong(maximumLength, has: count))
        }
    }

    /// The message, in the field's own words where it has some.
    private func told(_ message: Message) -> Message {
        messages[message.code].map { Message(message.code, $0) } ?? message
    }

    /// What was sent without white space around it, where the field drops that, and an address without anything that
    /// cannot be seen: it comes along when an address is copied.
    func stripped(_ sent: String) -> String {
        guard strips else { return sent }
        return kind == .email || widget == .email ? sent.trimmedToVisible : Self.trimmed(sent)
    }

    /// Without Unicode white space at both ends.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) }
        return String(scalars[..<(end ?? scalars.startIndex)])
    }
}
