import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

/// The page of the gate where a second factor is shown.
extension AccountPages {
    var factorRoutes: [Page<User>] {
        ["", "{factor}/"].map { suffix in
            Page(
                .signInFactor, suffix: suffix, summary: "Show a second factor", get: showFactor, post: useFactor,
                form: { [self] in [FormField("code")] + rememberFields },
                answer: ["factor": .text, "factors": .list])
        }
    }

    /// The box to tick for a browser that is to be remembered; none where the site remembers none.
    private var rememberFields: [FormField] {
        guard let age = accounts.browserAge else { return [] }
        var field = FormField("remember", .boolean)
        field.isRequired = false
        field.label = "Remember this browser"
        field.help = PageTexts.rememberHelp(days: max(1, Int(age.components.seconds / 86_400)))
        return [field]
    }

    /// What is asked of somebody who waits: the forms of the factors that the account has, and the one that is shown.
    private struct Asked {
        let user: User
        let forms: [FactorForm<User>]
        let form: FactorForm<User>

        var template: String { form.template ?? "signin-factor" }
    }

    /// Nil when nobody waits for a factor.
    private func asked(_ context: Context) async throws -> Asked? {
        guard let waiting = try await waiting(.signInFactor, context), let id = waiting.user.id else { return nil }
        let names = try await accounts.factors(of: id).map(\.name)
        let shown = waiting.proof.methods.map(\.method)
        let forms = features.flatMap(\.factors).filter {
            names.contains($0.factor.name) && $0.factor.isOffered(after: shown)
        }
        guard let first = forms.first(where: \.factor.isAskedFor) else { return nil }
        guard let name = context.parameters.get("factor") else {
            return Asked(user: waiting.user, forms: forms, form: first)
        }
        guard let named = forms.first(where: { $0.factor.name == name }) else { throw PageRefusal(.notFound) }
        return Asked(user: waiting.user, forms: forms, form: named)
    }

    @Sendable private func showFactor(_ context: Context) async throws -> Response {
        guard let asked = try await asked(context) else { return try context.toSignIn() }
        guard context.request.wantsJSON else {
            return try await draw(asked, BoundForm(asked.form.fields + rememberFields), try context.next, context)
        }
        return try await context.show(asked.template, [:], json: json(asked, context))
    }

    @Sendable private func useFactor(_ context: Context) async throws -> Response {
        guard let asked = try await asked(context) else { return try context.toSignIn() }
        let data = try await context.formData()
        let next = try data.single("next")
        let fields = asked.form.fields
        var form = try BoundForm(Form(fields + rememberFields), data)
        let values = Dictionary(fields.map { ($0.name, form[$0.name]) }) { first, _ in first }
            .merging(try await asked.form.request?(context) ?? [:]) { _, own in own }
        // A code is typed anew.
        for field in fields where field.widget != .hidden { form[field.name] = "" }
        guard form.isValid else { return try await draw(asked, form, next, context) }
        do {
            let outcome = try await accounts.showFactor(
                asked.form.factor.name, Credentials(values: values), in: try await context.session,
                client: try context.visit.client)
            switch outcome {
            case .nobodyWaits: return try context.toSignIn()
            case .shown(let outcome):
                try await asked.form.used?(context, asked.user)
                if form.cleaned["remember"]?.boolean == true {
                    try await accounts.remember(try context.visit.client, of: asked.user)
                }
                return try await context.finish(outcome, next: next)
            case .wrong: form.add(asked.form.refused ?? PageTexts.factorWrong, to: fields.first?.name)
            }
        } catch let error as ThrottledError {
            return try await context.throttled(
                asked.template, form, error,
                model: try await model(asked, next: next, context))
        }
        return try await draw(asked, form, next, context)
    }

    private func draw(_ asked: Asked, _ form: BoundForm, _ next: String?, _ context: Context) async throws -> Response {
        try await context.show(asked.template, form, model: try await model(asked, next: next, context))
    }

    /// What the page shows besides the form: what to do, and the other ways.
    private func model(_ asked: Asked, next: String?, _ context: Context) async throws -> TemplateModel {
        let others = asked.forms.filter { $0.factor.name != asked.form.factor.name }
        var model = self.model(next: next)
        model["help"] = .text(context.text(asked.form.help))
        model["action"] = .text(path(asked.form))
        model["has_others"] = .flag(!others.isEmpty)
        model["others"] = .list(
            others.map { ["title": .text(context.text($0.title)), "url": .text(path($0) + query(next: next))] })
        return try await asked.form.model?(context, asked.user).merging(model) ?? model
    }

    private func json(_ asked: Asked, _ context: Context) -> JSONValue {
        let factors = asked.forms.map { form -> JSONValue in
            ["name": .string(form.factor.name), "title": .string(context.text(form.title))]
        }
        return [
            "factor": .string(asked.form.factor.name), "factors": .array(factors),
            "fields": .array((asked.form.fields + rememberFields).map { .string($0.name) }),
        ]
    }

    /// Where a factor is shown.
    private func path(_ form: FactorForm<User>) -> String {
        PagePaths.below(paths.path(.signInFactor), form.factor.name + "/")
    }
}
