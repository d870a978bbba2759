import Synchronization

/// How the names of Swift properties become keys of documents.
public enum BSONKeyStrategy: Sendable {
    /// As they are.
    case unchanged
    /// `firstName` becomes `first_name`. Keys of dictionaries stay as they are.
    case snakeCase

    /// The key under which a property's value is stored.
    public func key(for name: String) -> String {
        switch self {
        case .unchanged: name
        case .snakeCase: Self.known(name)
        }
    }

    /// Names that were converted before: a program has few, and asks for each with each document.
    private static let converted = Mutex<[String: String]>([:])
    /// Names that come from outside, as by a `CodingKey` made of a text, must not fill the memory.
    private static let maximumCount = 4096

    private static func known(_ name: String) -> String {
        if let known = converted.withLock({ $0[name] }) { return known }
        let key = snakeCased(name)
        converted.withLock { if $0.count < maximumCount { $0[name] = key } }
        return key
    }

    /// Puts `_` before each upper-case letter that starts a word, and makes all letters lower-case: `lastSigninDate`
    /// becomes `last_signin_date`, `htmlURL` becomes `html_url`, `URLText` becomes `url_text`.
    private static func snakeCased(_ name: String) -> String {
        let letters = Array(name.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, letter) in letters.enumerated() {
            guard letter.properties.isUppercase else {
                result.append(letter)
                continue
            }
            if index > 0, letters[index - 1] != "_" {
                let afterLower = !letters[index - 1].properties.isUppercase
                let beforeLower = index + 1 < letters.count && letters[index + 1].properties.isLowercase
                if afterLower || beforeLower { result.append("_") }
            }
            result.append(contentsOf: letter.properties.lowercaseMapping.unicodeScalars)
        }
        return String(result)
    }
}

/// Dictionaries with text as keys hold data, not properties: their keys are never converted.
protocol StringKeyedDictionary {}
extension Dictionary: StringKeyedDictionary where Key == String {}

/// A key of an array element or of a superclass.
struct BSONIndexKey: CodingKey {
    let stringValue: String
    let intValue: Int?
    init(_ index: Int) {
        stringValue = String(index)
        intValue = index
    }
    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }
    init(intValue: Int) { self.init(intValue) }
    static let superclass = BSONIndexKey(stringValue: "super")
}
