import GatehouseBase
import GatehouseSigning

/// Marks forms with the account that they were drawn for, so that what is typed into one is shown to nobody else. A mark
/// names nobody: it is a code of the account's key.
struct FormOwners: Sendable {
    private let keys: [SaltedHMAC.Key]

    init(keys: SecretKeys) {
        self.keys = keys.all.map { SaltedHMAC.Key(salt: "gatehouse.form-owner", secret: $0) }
    }

    /// The name of the form field that has the mark.
    static var fieldName: String { "form_owner" }

    /// The mark of an account.
    func mark(_ account: String) -> String { String(keys[0].hexCode(for: account).prefix(Self.length)) }

    /// Whether a form may be shown to an account: it is its own, or nobody knows whose.
    func admits(_ account: String, to mark: String?) -> Bool {
        guard let mark else { return true }
        return keys.contains { ConstantTime.equals($0.hexCode(for: account).prefix(Self.length), mark) }
    }

    private static let length = 32
}
