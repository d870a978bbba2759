import GatehouseSigning

/// Forms that wait, as signed texts: they travel in the browser that they were typed into, and nobody else puts words into
/// them.
struct KeptForms: Sendable {
    let owners: FormOwners
    private let signed: SignedJSON

    init(keys: SecretKeys) {
        owners = FormOwners(keys: keys)
        signed = SignedJSON(keys: keys, salt: "gatehouse.kept-form")
    }

    /// The text of a form; nil for one that is larger than a number of bytes.
    func text(of form: KeptForm, upTo limit: Int) -> String? {
        let text = signed.dumps(form.json, compresses: true)
        return text.utf8.count <= limit ? text : nil
    }

    /// The form of a text; nil for one that we did not sign, or a day ago.
    func form(_ text: String) -> KeptForm? {
        guard let json = try? signed.loads(text, maximumAge: Self.maximumAge) else { return nil }
        return KeptForm(json)
    }

    /// How long a form waits.
    private static let maximumAge = Duration.seconds(86_400)
    /// The greatest text, in bytes, that waits in a session that has to fit into a cookie.
    static let mostInCookie = 1000
}
