import Gatehouse

/// An account's favourite colour, by the text of the account's key: so it goes with every type of accounts.
struct Colour: Document {
    static let collection = "favourite_colours"
    var id: String?
    var name: String

    static let schema = Schema<Colour> {
        PrimaryKey(\.id, .assigned)
        Field("name", \.name, .plainLine, .length(...40))
    }
}
