import Foundation
import GatehouseForms

/// An attribute as it stands in a page.
struct DrawnAttribute: Equatable {
    let name: String
    let value: String?

    /// Those of the first element. White space at the ends of values does not count.
    static func list(in html: String) -> [DrawnAttribute] {
        let tag = html.prefix { $0 != "\n" }
        let inside = tag.prefix(upTo: tag.firstIndex(of: ">") ?? tag.endIndex).drop { $0 != " " }
        return inside.matches(of: #/([a-z-]+)(?:="([^"]*)")?/#).map { match in
            DrawnAttribute(name: String(match.1), value: match.2.map { $0.trimmingCharacters(in: .whitespaces) })
        }.filter { !($0.name == "value" && $0.value == "") }
    }

    /// Those of a field of ours.
    static func list(of field: FormField, in bound: BoundForm) -> [DrawnAttribute] {
        bound.attributes(of: field).map { attribute in
            DrawnAttribute(name: attribute.name, value: attribute.value.map(escaped))
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#x27;")
    }
}
