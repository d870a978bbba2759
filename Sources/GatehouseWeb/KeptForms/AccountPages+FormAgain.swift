import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

extension AccountPages {
    /// A page with what somebody typed, to look at and to send again. Passwords are to be typed anew.
    ///
    /// - Parameters:
    ///   - explanations: what happened and what to do.
    ///   - isBound: whether it gets a token of the session; not where the browser is about to have another session, and its
    ///     own word must do.
    func formAgain(
        _ kept: KeptForm, _ explanations: [Message.Words], status: HTTPResponse.Status = .ok, isBound: Bool = true,
        _ context: Context
    ) async throws -> Response {
        let form = fill(kept)
        var model = shown(kept, form.rest, explanations, context)
        if !isBound { model["csrf_token"] = .text("") }
        return try await context.show("form-again", form.form, status: status, model: model)
    }

    /// The same page where nobody can be asked who the visitor is: as for nobody, with the token that came with the form
    /// and whose form it is.
    func formAgain(
        _ kept: KeptForm, _ explanations: [Message.Words], status: HTTPResponse.Status, token: String?,
        asked context: Context
    ) throws -> Response {
        let form = fill(kept)
        var model = shown(kept, form.rest, explanations, context)
        model["csrf_token"] = .text(token ?? "")
        if let owner = kept.owner { model["form_owner"] = ["form_owner": .text(owner)] }
        return try context.renderer.page("form-again", form.form, status: status, model, withoutUser: context.visit)
    }

    /// What the page shows besides the form itself.
    private func shown(
        _ kept: KeptForm, _ rest: [FormData.Field], _ explanations: [Message.Words], _ context: Context
    ) -> TemplateModel {
        [
            "action": .text(paths.link(kept.path)), "explanations": .list(explanations.map { .text(context.text($0)) }),
            "rest": .list(rest.map { ["name": .text($0.name), "value": .text($0.value)] }),
        ]
    }

    /// The form of a page with what was typed into it, and the fields that it does not know.
    private func fill(_ kept: KeptForm) -> (form: BoundForm, rest: [FormData.Field]) {
        let counts = Dictionary(kept.fields.map { ($0.name, 1) }, uniquingKeysWith: +)
        let fields =
            page(at: kept.path)?.form?()
            ?? kept.fields.filter { counts[$0.name] == 1 }.map { field in
                var shown = FormField(field.name)
                if field.value.utf8.contains(UInt8(ascii: "\n")) { shown.widget = .textarea }
                shown.isRequired = false
                return shown
            }
        var form = BoundForm(fields)
        for field in fields where field.widget != .password {
            // A box that is not ticked was not sent.
            form[field.name] = kept.fields.first { $0.name == field.name }?.value ?? ""
        }
        let known = Set(fields.map(\.name))
        return (form, kept.fields.filter { !known.contains($0.name) })
    }

    /// The page that takes what is sent to a path.
    func page(at path: String) -> Page<User>? {
        let parts = path.prefix { $0 != "?" }.split(separator: "/")
        return routes.filter { $0.post != nil }.first { route in
            let wanted = self.path(route).split(separator: "/")
            return wanted.count == parts.count
                && zip(wanted, parts).allSatisfy { $0.hasPrefix("{") || $0.utf8.elementsEqual($1.utf8) }
        }
    }

    /// The sign-in page, for somebody whose form waits for it; nil where the site has none of ours, or the form is too large
    /// to wait.
    ///
    /// - Parameter isAgain: whether somebody who is signed in has to sign in again.
    func signInPage(keeping kept: KeptForm, isAgain: Bool, _ context: Context) async throws -> Response? {
        // Half of what the page takes: the other half is for what is typed into it.
        guard paths[.signIn] != nil, settings.signInAddress == nil,
            let text = self.kept.text(of: kept, upTo: settings.maximumFormSize / 2)
        else {
            return nil
        }
        try context.visit.addMessage(PageMessage(PageTexts.signInForForm, level: .info))
        let user = isAgain ? try await context.user : nil
        var form = BoundForm(user == nil ? signInFields : SignInForm.again(signInFields))
        if let user { form[AccountFormField.email] = user.email }
        return try await context.show(
            "signin", form, status: .unauthorized, model: model(nil, user != nil, kept: text))
    }

    /// The form that waits for somebody who has signed in now; nil where none does, and where it was another account's.
    func waitingForm(_ text: String?, for user: User) -> KeptForm? {
        guard let form = text.flatMap(kept.form), let key = user.id?.keyText, kept.owners.admits(key, to: form.owner)
        else { return nil }
        return form
    }
}
