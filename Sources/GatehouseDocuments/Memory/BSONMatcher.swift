import Foundation
import GatehouseBSON
import GatehouseMongo

/// Whether a document matches a filter, as MongoDB decides it, for the operators that documents ask with.
enum BSONMatcher {
    /// - Throws: `MongoError` with code `commandFailed` for an operator that is not known here.
    static func matches(_ document: BSONDocument, _ filter: BSONDocument) throws -> Bool {
        try filter.allSatisfy { key, condition in
            switch key {
            case "$and": try conditions(condition).allSatisfy { try matches(document, $0) }
            case "$or": try conditions(condition).contains { try matches(document, $0) }
            case "$nor": try !conditions(condition).contains { try matches(document, $0) }
            case _ where key.hasPrefix("$"): throw unknown(key)
            default: try holds(condition, of: BSONPath.values(at: key, in: document))
            }
        }
    }

    /// Whether one of several values fits a condition: a value to equal, or operators. No value stands for a missing
    /// field.
    static func holds(_ condition: BSONValue, of found: [BSONValue]) throws -> Bool {
        if case .document(let operators) = condition, isOperators(operators) {
            return try operators.allSatisfy { try holds($0.key, $0.value, operators, of: found) }
        }
        return try equals(condition, found)
    }

    /// Whether a document holds operators on a value, as `{$gt: 3}`, and neither is a value nor combines conditions.
    static func isOperators(_ document: BSONDocument) -> Bool {
        guard let first = document.first(where: { _ in true })?.key, first.hasPrefix("$") else { return false }
        return !["$and", "$or", "$nor"].contains(first)
    }

    private static func holds(
        _ name: String, _ wanted: BSONValue, _ all: BSONDocument, of found: [BSONValue]
    ) throws -> Bool {
        switch name {
        case "$eq": return try equals(wanted, found)
        case "$ne": return try !equals(wanted, found)
        case "$gt": return compares(found, wanted) { $0 > 0 }
        case "$gte": return compares(found, wanted) { $0 >= 0 }
        case "$lt": return compares(found, wanted) { $0 < 0 }
        case "$lte": return compares(found, wanted) { $0 <= 0 }
        case "$in": return try (wanted.array?.values ?? []).contains { try equals($0, found) }
        case "$nin": return try !(wanted.array?.values ?? []).contains { try equals($0, found) }
        case "$exists": return (wanted.bool ?? true) != found.isEmpty
        case "$not": return try !holds(wanted, of: found)
        case "$all": return try (wanted.array?.values ?? []).allSatisfy { try equals($0, found) }
        case "$size": return found.contains { $0.array.map { Int64($0.values.count) } == wanted.integer }
        case "$elemMatch":
            return try found.contains { value in
                try value.array?.contains { element in
                    guard let condition = wanted.document else { return false }
                    if isOperators(condition) { return try holds(wanted, of: [element]) }
                    return try element.document.map { try matches($0, condition) } ?? false
                } ?? false
            }
        case "$regex":
            let expression = BSONRegularExpression(wanted.string ?? "", options: all["$options"]?.string ?? "")
            return try equals(.regularExpression(expression), found)
        case "$options": return true
        default: throw unknown(name)
        }
    }

    /// A list equals a value when it is that value, or holds it.
    private static func equals(_ wanted: BSONValue, _ found: [BSONValue]) throws -> Bool {
        if case .null = wanted, found.isEmpty { return true }
        if case .regularExpression(let expression) = wanted {
            let compiled = try compile(expression)
            return candidates(found).contains { value in
                guard let text = value.string else { return false }
                return compiled.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
            }
        }
        return candidates(found).contains { BSONOrder.compare($0, wanted) == 0 }
    }

    private static func compares(_ found: [BSONValue], _ wanted: BSONValue, _ fits: (Int) -> Bool) -> Bool {
        candidates(found).contains { BSONOrder.isSameKind($0, wanted) && fits(BSONOrder.compare($0, wanted)) }
    }

    /// The values, and those inside lists.
    private static func candidates(_ found: [BSONValue]) -> [BSONValue] {
        found.flatMap { value in [value] + (value.array?.values ?? []) }
    }

    private static func compile(_ expression: BSONRegularExpression) throws -> NSRegularExpression {
        var options: NSRegularExpression.Options = []
        if expression.options.contains("i") { options.insert(.caseInsensitive) }
        if expression.options.contains("m") { options.insert(.anchorsMatchLines) }
        if expression.options.contains("s") { options.insert(.dotMatchesLineSeparators) }
        if expression.options.contains("x") { options.insert(.allowCommentsAndWhitespace) }
        guard let compiled = try? NSRegularExpression(pattern: expression.pattern, options: options) else {
            throw MongoError(.commandFailed, "the pattern is not a regular expression")
        }
        return compiled
    }

    private static func conditions(_ value: BSONValue) throws -> [BSONDocument] {
        guard let list = value.array?.compactMap(\.document), !list.isEmpty else {
            throw MongoError(.commandFailed, "$and, $or and $nor take a list of conditions")
        }
        return list
    }

    private static func unknown(_ name: String) -> MongoError {
        MongoError(.commandFailed, "the database in memory does not know \(name)")
    }
}
