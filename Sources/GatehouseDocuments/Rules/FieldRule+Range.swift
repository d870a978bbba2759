public import GatehouseBSON

extension FieldRule where Value: Comparable & BSONConvertible & Sendable {
    /// At least and at most, as for numbers and dates.
    public static func range(_ range: ClosedRange<Value>) -> FieldRule {
        self.range(minimum: range.lowerBound, maximum: range.upperBound)
    }
    /// At most.
    public static func range(_ range: PartialRangeThrough<Value>) -> FieldRule {
        self.range(minimum: nil, maximum: range.upperBound)
    }
    /// At least.
    public static func range(_ range: PartialRangeFrom<Value>) -> FieldRule {
        self.range(minimum: range.lowerBound, maximum: nil)
    }

    private static func range(minimum: Value?, maximum: Value?) -> FieldRule {
        FieldRule(
            describe: {
                $0.minimum = try? minimum?.bsonValue()
                $0.maximum = try? maximum?.bsonValue()
            },
            check: { value in
                // Turned round, so that what compares with nothing, as NaN, is refused.
                if let minimum, !(value >= minimum) { return FieldMessages.tooSmall("\(minimum)") }
                if let maximum, !(value <= maximum) { return FieldMessages.tooLarge("\(maximum)") }
                return nil
            })
    }
}

extension FieldRule where Value: Equatable & BSONConvertible & Sendable {
    /// One of these values.
    public static func oneOf(_ choices: [Value]) -> FieldRule {
        FieldRule(
            describe: { $0.choices = choices.compactMap { try? $0.bsonValue() } },
            check: { choices.contains($0) ? nil : FieldMessages.invalidChoice })
    }
}

extension FieldRule where Value: CaseIterable & RawRepresentable, Value.RawValue: BSONConvertible {
    /// One of the cases: any value of the type is, and forms learn the choices.
    public static var cases: FieldRule {
        let choices = Value.allCases.compactMap { try? $0.rawValue.bsonValue() }
        return FieldRule(describe: { $0.choices = choices })
    }
}
