#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes values as extended JSON, without blanks.
struct ExtendedJSONWriter {
    let form: ExtendedJSON
    private(set) var text = ""

    init(form: ExtendedJSON) { self.form = form }

    mutating func write(_ value: BSONValue) {
        switch value {
        case .double(let value): write(value)
        case .string(let value): write(string: value)
        case .document(let document): write(document)
        case .array(let array):
            text += "["
            for (index, value) in array.enumerated() {
                if index > 0 { text += "," }
                write(value)
            }
            text += "]"
        case .binary(let binary): write(binary)
        case .undefined: text += "{\"$undefined\":true}"
        case .objectID(let id): wrap("$oid", id.hex)
        case .bool(let value): text += value ? "true" : "false"
        case .datetime(let milliseconds): write(milliseconds: milliseconds)
        case .null: text += "null"
        case .regularExpression(let expression):
            text += "{\"$regularExpression\":{\"pattern\":"
            write(string: expression.pattern)
            text += ",\"options\":"
            write(string: expression.options)
            text += "}}"
        case .dbPointer(let namespace, let id):
            text += "{\"$dbPointer\":{\"$ref\":"
            write(string: namespace)
            text += ",\"$id\":"
            write(.objectID(id))
            text += "}}"
        case .javaScript(let code): wrap("$code", code)
        case .symbol(let symbol): wrap("$symbol", symbol)
        case .javaScriptWithScope(let code, let scope):
            text += "{\"$code\":"
            write(string: code)
            text += ",\"$scope\":"
            write(scope)
            text += "}"
        case .int32(let value): write(number: value.description, "$numberInt")
        case .timestamp(let value):
            text += "{\"$timestamp\":{\"t\":\(value.seconds),\"i\":\(value.increment)}}"
        case .int64(let value): write(number: value.description, "$numberLong")
        case .decimal128(let value): wrap("$numberDecimal", value.description)
        case .minKey: text += "{\"$minKey\":1}"
        case .maxKey: text += "{\"$maxKey\":1}"
        }
    }

    private mutating func write(_ document: BSONDocument) {
        text += "{"
        for (index, element) in document.enumerated() {
            if index > 0 { text += "," }
            write(string: element.key)
            text += ":"
            write(element.value)
        }
        text += "}"
    }

    private mutating func write(_ value: Double) {
        if value.isNaN { return wrap("$numberDouble", "NaN") }
        if value.isInfinite { return wrap("$numberDouble", value < 0 ? "-Infinity" : "Infinity") }
        write(number: value.description, "$numberDouble")
    }

    private mutating func write(number: String, _ type: String) {
        if form == .relaxed { text += number } else { wrap(type, number) }
    }

    private mutating func write(_ binary: BSONBinary) {
        let subtype = String(binary.subtype, radix: 16)
        text += "{\"$binary\":{\"base64\":\"\(Data(binary.bytes).base64EncodedString())\",\"subType\":\""
        text += (subtype.utf8.count == 1 ? "0" : "") + subtype + "\"}}"
    }

    /// Dates from 1970 to 9999 have a text; the others a number in both forms.
    private mutating func write(milliseconds: Int64) {
        if form == .relaxed, (0...253_402_300_799_999).contains(milliseconds) {
            wrap("$date", DateText.text(milliseconds: milliseconds))
        } else {
            text += "{\"$date\":{\"$numberLong\":\"\(milliseconds)\"}}"
        }
    }

    private mutating func wrap(_ type: String, _ value: String) {
        text += "{\"\(type)\":"
        write(string: value)
        text += "}"
    }

    private mutating func write(string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
