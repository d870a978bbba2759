import GatehouseDocuments

extension Documents where Root: Account {
    /// The account of an address: the one that has it in its canonical form, else the one that another program stored as
    /// it was typed. One query, whether there is one or not.
    func find(email: String) async throws -> Root? {
        guard let address = EmailAddress(email) else { return nil }
        let typed = email.drop { $0.isWhitespace }
        let trimmed = String(typed.prefix { !$0.isWhitespace })
        let found = try await find("email", in: trimmed == address.text ? [address.text] : [address.text, trimmed])
        return found.first { $0.email.utf8.elementsEqual(address.text.utf8) } ?? found.first
    }
}
