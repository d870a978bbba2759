import Gatehouse
import GatehouseAuth
import GatehouseBase
import GatehouseWeb

extension FeatureConformance {
    static var textChecks: [Check] {
        [
            site("all of its languages have the same texts") { _, parts, _ in
                let languages = try parts.texts.map { file in
                    let json = try require(JSONValue(String(decoding: file, as: UTF8.self)), "a language is no JSON")
                    let tag = json["language"]?.string ?? ""
                    guard case .object(let texts)? = json["texts"] else {
                        throw ConformanceFailure(check: "", detail: "the language \(tag) has no texts")
                    }
                    return (tag: tag, keys: Set(texts.map(\.name)))
                }
                let all = languages.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
                for language in languages {
                    let missing = all.subtracting(language.keys).sorted()
                    try expect(missing.isEmpty, "\(language.tag) lacks \(missing.joined(separator: ", "))")
                }
            }
        ]
    }
}
