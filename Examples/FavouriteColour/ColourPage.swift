import Gatehouse
import Hummingbird

/// The page where the colour is told: by somebody who is signed in, or who waits at the gate for that.
struct ColourPage<User: Account>: Sendable {
    let colours: Documents<Colour>

    static var template: String {
        """
        {{<layout}}
        {{$title}}{{#_}}Favourite colour{{/_}}{{/title}}
        {{$content}}
        <h1>{{#_}}Favourite colour{{/_}}</h1>
        <form method="post" action="{{urls.favourite_colour}}">
        {{> form}}
        <button type="submit">{{#_}}Save{{/_}}</button>
        </form>
        {{/content}}
        {{/layout}}
        """
    }

    var page: Page<User> {
        Page(
            .favouriteColour, summary: "Tell the favourite colour", get: show, post: save,
            form: { [FormField("colour", label: "Favourite colour")] })
    }

    private var form: Form { Form([FormField("colour", label: "Favourite colour")]) }

    @Sendable private func show(_ context: PageContext<User>) async throws -> Response {
        var form = BoundForm(form)
        form["colour"] = try await colours.find(try await context.ownerID.keyText)?.name ?? ""
        return try await context.show("favourite-colour", form)
    }

    @Sendable private func save(_ context: PageContext<User>) async throws -> Response {
        let key = try await context.ownerID.keyText
        let form = try BoundForm(form, try await context.formData())
        guard form.isValid else { return try await context.show("favourite-colour", form) }
        try await colours.modify({ $0.id == key }, upsert: true) { [$0.name.set(form["colour"])] }
        guard try await context.user == nil else {
            return context.done(context.paths[.index] ?? "/", [PageMessage("Your colour is kept.")])
        }
        return try await context.continueSignIn()
    }
}
