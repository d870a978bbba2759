import GatehouseBSON
import GatehouseDocuments

/// A book of a shelf.
struct Book: Document {
    static let collection = "books"
    var id: ObjectID?
    var title: String
    /// Who has it; nil while it stands on the shelf.
    var lentTo: String?

    static let schema = Schema<Book> {
        PrimaryKey(\.id, .objectID)
        Field("title", \.title, .required, .length(...200), .unique)
        Field("lent_to", \.lentTo)
    }
}
