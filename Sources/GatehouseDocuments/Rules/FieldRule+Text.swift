extension FieldRule where Value == String {
    /// A text must be given that is not empty.
    public static var required: FieldRule {
        FieldRule(describe: { $0.isRequired = true }, check: { $0.isEmpty ? FieldMessages.required : nil })
    }

    /// At least and at most so many Unicode code points.
    public static func length(_ range: ClosedRange<Int>) -> FieldRule {
        length(minimum: range.lowerBound, maximum: range.upperBound)
    }
    /// At most so many Unicode code points.
    public static func length(_ range: PartialRangeThrough<Int>) -> FieldRule {
        length(minimum: nil, maximum: range.upperBound)
    }
    /// At least so many Unicode code points.
    public static func length(_ range: PartialRangeFrom<Int>) -> FieldRule {
        length(minimum: range.lowerBound, maximum: nil)
    }

    private static func length(minimum: Int?, maximum: Int?) -> FieldRule {
        FieldRule(
            describe: {
                $0.minimumLength = minimum
                $0.maximumLength = maximum
            },
            check: { text in
                let count = text.unicodeScalars.count
                if let minimum, count < minimum { return FieldMessages.tooShort(minimum, has: count) }
                if let maximum, count > maximum { return FieldMessages.tooLong(maximum, has: count) }
                return nil
            })
    }

    /// One line of plain text: no control characters and no `<` or `>`, as for names that end up in mails and pages.
    public static var plainLine: FieldRule {
        FieldRule(check: { text in
            let isPlain = text.unicodeScalars.allSatisfy { scalar in
                let category = scalar.properties.generalCategory
                return ![.control, .lineSeparator, .paragraphSeparator].contains(category) && scalar != "<"
                    && scalar != ">"
            }
            return isPlain ? nil : FieldMessages.notPlain
        })
    }

    /// An e-mail address as mongoengine takes it; see ``EmailRules``.
    public static func email(_ rules: EmailRules) -> FieldRule {
        FieldRule(
            describe: { $0.isEmail = true }, check: { rules.accepts($0) ? nil : FieldMessages.invalidEmail })
    }

    /// An e-mail address in its canonical form; see ``EmailAddress``.
    public static var email: FieldRule {
        FieldRule(
            describe: { $0.isEmail = true },
            check: { EmailAddress(canonical: $0) == nil ? FieldMessages.invalidEmail : nil })
    }
}
