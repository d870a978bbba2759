package import GatehouseAuth
public import GatehouseBase
public import GatehouseForms
package import GatehouseMessages
import GatehouseSigning
public import GatehouseTemplates
public import HTTPTypes
public import Hummingbird

extension PageContext {
    /// A page with a form, or the form and what is wrong with it for programs.
    ///
    /// - Parameter status: by default 422 for a form with failures, else 200.
    /// - Throws: `TemplateError` when there is no such template; `StoreFailure` when a store fails.
    public func show(
        _ template: String, _ form: BoundForm, status: HTTPResponse.Status? = nil, model: TemplateModel = [:]
    ) async throws -> Response {
        let status = status ?? form.status
        // Asked before the language is chosen, which may be the account's.
        _ = try await user
        let language = renderer.language(for: visit)
        let translate = { [renderer] (words: Message.Words) in renderer.catalog.text(words, in: language) }
        guard !request.wantsJSON else {
            if status != .ok { return JSONAnswer.refusal(form, status: status, translate) }
            return try await answer(["fields": form.json(translate)])
        }
        let all = try await renderer.model(of: form, for: visit).merging(model)
        return try await renderer.page(template, status: status, all, for: visit)
    }

    /// A page that shows something, or the same for programs.
    ///
    /// - Throws: `TemplateError` when there is no such template; `StoreFailure` when a store fails.
    public func show(
        _ template: String, _ model: TemplateModel, json: @autoclosure () throws -> JSONValue
    ) async throws -> Response {
        guard !request.wantsJSON else { return try await answer(try json()) }
        return try await renderer.page(template, model, for: visit)
    }

    /// What a program gets to see of a page: its content, and the token to send with the next request.
    private func answer(_ json: JSONValue) async throws -> Response {
        guard case .object(var members) = json else { return JSONAnswer.response(json) }
        members.append(.init("csrf_token", .string(CSRFToken.mask(try await visit.state.csrfSecretForPage()))))
        return JSONAnswer.response(.object(members))
    }

    /// To another page, with messages; programs get both at once.
    ///
    /// - Parameter path: a path of the site, with the prefix of the site's paths or without it.
    public func done(_ path: String, _ messages: [PageMessage] = []) -> Response {
        goOn(to: paths.link(path), messages)
    }

    /// To a path as browsers have it, also of another site on this host.
    ///
    /// - Parameter step: the gate's step that is to be done there first; nil where all is done.
    func goOn(to link: String, _ messages: [PageMessage] = [], step: String? = nil) -> Response {
        guard !request.wantsJSON else {
            let texts = messages.map { JSONValue.string(text($0.words)) }
            var members: [JSONValue.Member] = [
                .init("next", .string(link)), .init("messages", .array(texts)),
                .init("codes", .array(messages.map { .string($0.code.name) })),
            ]
            if let step { members.append(.init("step", .string(step))) }
            return JSONAnswer.response(.object(members))
        }
        // A page that has done something has asked the visit for more than this.
        for message in messages { visit.state.leave(message) }
        return SafeRedirect.response(to: link)
    }

    /// Does what a valid form asks for, and puts what is refused into the form.
    ///
    /// - Parameter passwordField: where a wrong password is told.
    /// - Returns: what was done; nil with the form's failures.
    public func attempt<Result>(
        _ form: inout BoundForm, passwordField: String = "password", _ work: () async throws -> Result
    ) async throws -> Result? {
        guard form.isValid else { return nil }
        do {
            return try await work()
        } catch let error as InvalidInput {
            form.add(error.failures)
        } catch let error as LifecycleError where error.code == .wrongPassword {
            form.add(AccountMessages.wrongPassword, to: passwordField)
        }
        return nil
    }

    /// A form whose work was refused because there was too much of it: the values kept, and when to come again.
    package func throttled(
        _ template: String, _ form: BoundForm, _ error: ThrottledError, also more: [Message] = [],
        model: TemplateModel = [:]
    ) async throws -> Response {
        try await throttled(form, error, also: more) { form, status in
            try await show(template, form, status: status, model: model)
        }
    }

    /// The same for a form that is drawn otherwise than by a template alone.
    func throttled(
        _ form: BoundForm, _ error: ThrottledError, also more: [Message] = [],
        _ draw: (BoundForm, HTTPResponse.Status) async throws -> Response
    ) async throws -> Response {
        var form = form
        for message in [error.message] + more { form.add(message) }
        var response = try await draw(form, .tooManyRequests)
        response.headers[.retryAfter] = String(error.retryAfter)
        return response
    }

    /// That a mail is on its way; in development also where it lies.
    package func mailSent(_ message: Message) -> [PageMessage] {
        guard let location = renderer.settings.mailLocation else { return [PageMessage(message: message)] }
        return [
            PageMessage(message: message), PageMessage(message: PageTexts.mailLies(in: location), level: .info),
        ]
    }
}
