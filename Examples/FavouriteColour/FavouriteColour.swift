public import Gatehouse

/// A small feature: everybody has a favourite colour, is asked for it before the first sign-in, and can change it.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings) { FavouriteColour() }
/// ```
public struct FavouriteColour<User: Account>: Feature {
    /// The feature's name in settings and logs.
    public let name = "favourite-colour"

    /// The feature.
    public init() {}

    /// The collection of colours, the step that asks for one, the page, its texts, the record and the subcommand.
    public func assemble(_ ground: FeatureGround<User>) -> FeatureParts<User> {
        let colours = Documents(Colour.self, in: ground.database)
        var parts = FeatureParts<User>()
        parts.add(colours)
        if let path = ground.settings.pages[.favouriteColour] {
            parts.steps = [ColourStep(path: path, colours: colours)]
        }
        parts.pages = [ColourPage<User>(colours: colours).page]
        parts.templates = ["favourite-colour": ColourPage<User>.template]
        parts.texts = [Array(german.utf8), Array(arabic.utf8)]
        parts.sections = [AccountSection("Favourite colour", .favouriteColour)]
        parts.records = [
            AccountRecord("favourite_colour") { _, id in
                try await colours.find(id.keyText).map { .string($0.name) }
            } erase: { id in
                _ = try await colours.delete { $0.id == id.keyText }
            }
        ]
        parts.commands = [
            FeatureCommand("colours", summary: "How many have told their colour") { _, _ in
                "\(try await colours.count()) told their favourite colour"
            }
        ]
        return parts
    }
}

extension PageName {
    /// Where the favourite colour is told.
    public static let favouriteColour = PageName("favourite_colour", at: "/favourite-colour/")
}

/// Nobody is signed in who has not told a colour.
struct ColourStep<User: Account>: GateStep {
    let name = "favourite-colour"
    let path: String
    let colours: Documents<Colour>

    func isDue(for proof: Proof<User>) async throws -> Bool {
        guard let id = proof.user.id else { return false }
        return try await colours.find(id.keyText) == nil
    }
}

private let german = """
    {
        "language": "de", "name": "Deutsch",
        "texts": { "Favourite colour": "Lieblingsfarbe", "Your colour is kept.": "Ihre Farbe ist notiert." }
    }
    """

private let arabic = """
    {
        "language": "ar", "name": "العربية", "direction": "rtl",
        "texts": { "Favourite colour": "اللون المفضّل", "Your colour is kept.": "حُفظ لونك." }
    }
    """
