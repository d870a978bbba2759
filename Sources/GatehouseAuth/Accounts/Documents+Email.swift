import GatehouseDocuments

extension Documents where Root: Account {
    /// The account of an address: the one that has it in its canonical form, else the one that another program stored as
    /// it was typed. One query, whether there is one or not.
    func find(email: EmailAddress) async throws -> Root? {
        let (text, typed) = (email.text, email.typed)
        let found = try await find(AccountField.email, in: typed == text ? [text] : [text, typed])
        return found.first { $0.email.utf8.elementsEqual(text.utf8) } ?? found.first
    }
}
