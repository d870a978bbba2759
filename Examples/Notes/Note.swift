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

/// What the site keeps about an account besides itself: the owner's to take away, and gone with the account.
struct NotesFeature: Feature {
    let name = "notes"

    func assemble(_ ground: FeatureGround<User>) -> FeatureParts<User> {
        let notes = Documents(Note.self, in: ground.database)
        var parts = FeatureParts<User>()
        parts.add(notes)
        let record = AccountRecord<User>("notes") { _, owner in
            let own = try await notes.find(sortedBy: { [$0.date.ascending] }) { $0.owner == owner }
            return .array(BSONArray(own.map { ["title": .string($0.title), "text": .string($0.text)] }))
        } erase: { owner in
            _ = try await notes.delete { $0.owner == owner }
        }
        parts.records.append(record)
        return parts
    }
}
