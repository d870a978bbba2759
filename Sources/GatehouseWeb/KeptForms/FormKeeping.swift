import GatehouseAuth
import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import HTTPTypes
import Hummingbird

/// Answers to forms that cannot be taken because of the session they came with, or because something that is needed does
/// not answer, so that nothing typed is lost.
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
        if let refusal, refusal.kind == .unavailable {
            return try unavailable(refusal, data, PageContext(request, context, pages))
        }
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

    /// For a form that may be sent again as it is: neither the account nor the session is asked for, as they may be what
    /// does not answer. Nil where nothing shows that a page of the site sent it, since others' words are not ours to show.
    private func unavailable(
        _ refusal: Refusal, _ data: FormData, _ context: PageContext<User>
    ) throws -> Response? {
        guard context.visit.state.isFromSite else { return nil }
        let form = KeptForm(
            data, to: try path(context), owner: try data.single(FormOwners.fieldName),
            secrets: pages.settings.secretFields)
        let explanations = [refusal.message?.words, PageTexts.unavailable].compactMap(\.self)
        var response = try pages.formAgain(
            form, explanations, status: refusal.status, token: try data.single(CSRFCheck.fieldName), asked: context)
        for field in refusal.headers { response.headers.append(field) }
        return response
    }

    private func path(_ context: PageContext<User>) throws -> String {
        SafeRedirect.path(context.request.uri.string, else: try context.visit.state.input.path)
    }

    private func kept(_ data: FormData, _ context: PageContext<User>) async throws -> KeptForm {
        let owners = pages.kept.owners
        var owner = try data.single(FormOwners.fieldName)
        if owner == nil {
            // The session may have ended and still tell whose it was.
            let former = try await context.session.formerAccountKey
            owner = former.map(owners.mark)
        }
        return KeptForm(data, to: try path(context), owner: owner, secrets: pages.settings.secretFields)
    }
}
