import Foundation
public import GatehouseBase

/// What the real Django wrote, by file: `Tests/Vectors`.
public enum Vectors {
    /// One case: an object of a file.
    public struct Case: Sendable {
        private let json: Data
        /// The case's name.
        public let id: String

        init(_ object: [String: Any]) throws {
            json = try JSONSerialization.data(withJSONObject: object)
            id = object["id"] as? String ?? ""
        }

        /// A member, or nil when it is null, absent or of another type.
        public subscript<Value>(name: String, as type: Value.Type = Value.self) -> Value? {
            let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any]
            return object?[name] as? Value
        }

        /// A member that must be there.
        public func get<Value>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
            guard let value = self[name, as: type] else { throw MissingMember(id: id, name: name) }
            return value
        }
    }

    struct MissingMember: Error {
        let id: String
        let name: String
    }

    /// The cases of a part of a file, without those that `Tests/left-out-vectors.json` names with a reason.
    public static func cases(_ file: String, _ part: String) throws -> [Case] {
        guard let objects = try read(file)[part] as? [[String: Any]] else { throw MissingMember(id: file, name: part) }
        let leftOut = leftOut(file, part)
        return try objects.map(Case.init).filter { !leftOut.contains($0.id) }
    }

    private static func leftOut(_ file: String, _ part: String) -> Set<String> {
        Set((all["\(file)/\(part)"] ?? [:]).keys)
    }

    /// Cases that no test compares, by file and part, with their reasons.
    private static let all: [String: [String: String]] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        guard let data = try? Data(contentsOf: folder.appendingPathComponent("left-out-vectors.json")),
            let lists = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return [:] }
        return lists["cases"] as? [String: [String: String]] ?? [:]
    }()

    /// A part of a file that is one object.
    public static func object(_ file: String, _ part: String) throws -> Case {
        guard let object = try read(file)[part] as? [String: Any] else { throw MissingMember(id: file, name: part) }
        return try Case(object)
    }

    /// A part of a file that is a list of texts.
    public static func texts(_ file: String, _ part: String) throws -> [String] {
        guard let texts = try read(file)[part] as? [String] else { throw MissingMember(id: file, name: part) }
        return texts
    }

    /// A part of a file that is one text.
    public static func value(_ file: String, _ part: String) throws -> String {
        guard let text = try read(file)[part] as? String else { throw MissingMember(id: file, name: part) }
        return text
    }

    /// A part of a file with its members in their order.
    public static func json(_ file: String, _ part: String) throws -> JSONValue {
        guard let value = JSONValue(String(decoding: try data(file), as: UTF8.self))?[part] else {
            throw MissingMember(id: file, name: part)
        }
        return value
    }

    /// A part of a file that is a list, its members in their order, without the cases that are left out.
    public static func list(_ file: String, _ part: String) throws -> [JSONValue] {
        guard case .array(let values) = try json(file, part) else { throw MissingMember(id: file, name: part) }
        let leftOut = leftOut(file, part)
        return values.filter { !leftOut.contains($0["id"]?.string ?? "") }
    }

    /// The bytes of pairs of hexadecimal digits.
    public static func bytes(hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }

    private static func data(_ file: String) throws -> Data {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: folder.appendingPathComponent("Vectors/\(file).json"))
    }

    private static func read(_ file: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: try data(file)) as? [String: Any] ?? [:]
    }
}
