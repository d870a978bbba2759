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
                form: { [FormField("code")] }, answer: ["factor": .text, "factors": .list])
        }
    }

    /// The forms of the factors that whoever waits has, the one that is asked for first; nil where nobody waits for it.
    private func asked(
        _ context: Context
    ) async throws -> (user: User, forms: [FactorForm<User>], factor: FactorForm<User>)? {
        guard let waiting = try await accounts.waiting(in: try await context.session),
            waiting.step.path == paths[.signInFactor], let id = waiting.user.id
        else { return nil }
        let names = try await accounts.factors(of: id).map(\.name)
        let forms = features.flatMap(\.factors).filter { names.contains($0.factor.name) }
        guard let first = forms.first(where: \.factor.isAskedFor) else { return nil }
        guard let name = context.parameters.get("factor") else { return (waiting.user, forms, first) }
        guard let named = forms.first(where: { $0.factor.name == name }) else { throw PageRefusal(.notFound) }
        return (waiting.user, forms, named)
    }

    @Sendable private func showFactor(_ context: Context) async throws -> Response {
        guard let asked = try await asked(context) else { return try context.toSignIn() }
        return try await draw(asked, BoundForm(asked.factor.fields), .ok, next: try context.next, context)
    }

    @Sendable private func useFactor(_ context: Context) async throws -> Response {
        guard let asked = try await asked(context) else { return try context.toSignIn() }
        let data = try await context.formData()
        let next = try data.single("next")
        var form = try BoundForm(Form(asked.factor.fields), data)
        guard form.isValid else { return try await draw(asked, form, .unprocessableContent, next: next, context) }
        let values = Dictionary(asked.factor.fields.map { ($0.name, form[$0.name]) }) { first, _ in first }
        do {
            let outcome = try await accounts.showFactor(
                asked.factor.factor.name, Credentials(values: values), in: try await context.session,
                client: try context.visit.client)
            switch outcome {
            case .nobodyWaits: return try context.toSignIn()
            case .shown(let outcome):
                try await asked.factor.used?(context, asked.user)
                return try await context.finish(outcome, next: next)
            case .wrong: form.add(PageTexts.factorWrong, to: asked.factor.fields.first?.name)
            }
        } catch let error as ThrottledError {
            form.add(PageTexts.tooManyFactorTries)
            var response = try await draw(asked, form, .tooManyRequests, next: next, context)
            response.headers[.retryAfter] = String(error.retryAfter)
            return response
        }
        return try await draw(asked, form, .unprocessableContent, next: next, context)
    }

    private func draw(
        _ asked: (user: User, forms: [FactorForm<User>], factor: FactorForm<User>), _ form: BoundForm,
        _ status: HTTPResponse.Status, next: String?, _ context: Context
    ) async throws -> Response {
        let factor = asked.factor
        var form = form
        // A code is typed anew.
        if status != .ok { for field in factor.fields where field.widget != .hidden { form[field.name] = "" } }
        let path = paths.path(.signInFactor)
        let query =
            next.map { "?next=" + SafeRedirect.path($0, else: paths.path(.index)).addingPercentEncoding() } ?? ""
        var model = self.model(next: next)
        model["help"] = .text(context.text(factor.help))
        model["action"] = .text(PagePaths.below(path, factor.factor.name + "/"))
        model["has_others"] = .flag(asked.forms.count > 1)
        model["others"] = .list(
            asked.forms.filter { $0.factor.name != factor.factor.name }.map { other in
                [
                    "title": .text(context.text(other.title)),
                    "url": .text(PagePaths.below(path, other.factor.name + "/") + query),
                ]
            })
        if let make = factor.model { model = try await make(context, asked.user).merging(model) }
        guard status == .ok, context.request.wantsJSON else {
            return try await context.show(factor.template ?? "signin-factor", form, status: status, model: model)
        }
        let list = asked.forms.map { other -> JSONValue in
            .object([
                .init("name", .string(other.factor.name)), .init("title", .string(context.text(other.title))),
            ])
        }
        return try await context.show(
            "signin-factor", model,
            json: .object([
                .init("factor", .string(factor.factor.name)), .init("factors", .array(list)),
                .init("fields", .array(factor.fields.map { .string($0.name) })),
            ]))
    }
}
