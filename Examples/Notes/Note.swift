import Foundation
import Gatehouse

/// A note of somebody.
struct Note: Document {
    static let collection = "notes"
    var id: ObjectID?
    var owner: Int
    var title: String
    var text: String
    var date: Date

    static let schema = Schema<Note> {
        PrimaryKey(\.id, .objectID)
        Field("owner", \.owner)
        Field("title", \.title, .required, .plainLine, .length(...100))
        Field("text", \.text, .length(...10_000))
        Field("date", \.date, .initially { Date() })
        Index(.ascending(\.owner), .descending(\.date))
    }

    static let form = DocumentForm(Note.self, fields: ["title", "text"]) { field in
        if field.name == "text" { field.widget = .textarea }
    }
}
