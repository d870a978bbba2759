import GatehouseAuth
import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import HTTPTypes
import Hummingbird

/// Answers to forms that cannot be taken because of the session they came with, so that nothing typed is lost.
struct FormKeeping<User: Account>: Sendable {
    let pages: AccountPages<User>

    /// A page with what was typed, or the sign-in page that carries it; nil for other errors, for what no browser's form
    /// sent, and for a form that was not read.
    func response<Context: GatehouseRequestContext>(
        to error: any Error, _ request: Request, _ context: Context
    ) async throws -> Response? where Context.User == User {
        guard request.method == .post, !request.wantsJSON, let data = context.visit.state.form,
            BodyKind(request.headers) == .form
        else { return nil }
        let isOthers = error is OtherSessionsForm
        let refusal = (error as? any RefusalError)?.refusal
        guard isOthers || refusal?.kind == .unauthenticated else { return nil }
        let page = PageContext(request, context, pages)
        return isOthers
            ? try await otherSessions(data, page)
            : try await unauthenticated(data, isAgain: refusal?.message?.code == .signInAgain, page)
    }

    /// For a form that was opened in another session.
    private func otherSessions(_ data: FormData, _ context: PageContext<User>) async throws -> Response? {
        let form = try await kept(data, context)
        guard let user = try await context.user else {
            if pages.page(at: form.path)?.needsUser == true {
                return try await pages.signInPage(keeping: form, isAgain: false, context)
            }
            return try await pages.formAgain(form, [PageTexts.otherSession.words], status: .forbidden, context)
        }
        // Somebody signed in in another tab, and then in the one whose form waits.
        if let waiting = pages.waitingForm(try data.single(KeptForm.fieldName), for: user) {
            return try await pages.formAgain(waiting, [PageTexts.formKept], context)
        }
        return try await pages.formAgain(
            form, [PageTexts.otherSession.words, PageTexts.signedInAs(user.email)], status: .forbidden, context)
    }

    /// For a form that needs somebody who is signed in.
    private func unauthenticated(
        _ data: FormData, isAgain: Bool, _ context: PageContext<User>
    ) async throws -> Response? {
        let form = try await kept(data, context)
        guard try await context.session.isReplaced else {
            return try await pages.signInPage(keeping: form, isAgain: isAgain, context)
        }
        return try await pages.formAgain(form, [PageTexts.sessionRenewed], status: .conflict, isBound: false, context)
    }

    private func kept(_ data: FormData, _ context: PageContext<User>) async throws -> KeptForm {
        let owners = pages.kept.owners
        var owner = try data.single(FormOwners.fieldName)
        if owner == nil {
            // The session may have ended and still tell whose it was.
            let former = try await context.session.formerAccountKey
            owner = former.map(owners.mark)
        }
        let path = SafeRedirect.path(context.request.uri.string, else: try context.visit.state.input.path)
        return KeptForm(data, to: path, owner: owner, secrets: pages.settings.secretFields)
    }
}
