import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseSigning
import GatehouseTemplates
import HTTPTypes
import Hummingbird
import NIOCore

/// Draws pages with what every page needs: the site's name, the language, the user, the CSRF token, messages.
struct PageRenderer: Sendable {
    let settings: WebSettings
    let templates: any TemplateEngine
    let catalog: TextCatalog
    /// Marks forms with the account that they are drawn for.
    private let owners: FormOwners?
    /// What accounts and browsers asked for not long ago. Browsers are of a few kinds, and what they send is long to read.
    private let languages = RecentValues<String, Language>(size: 500)

    /// - Parameters:
    ///   - pages: those that are on.
    ///   - look: what features add.
    ///   - owners: marks forms with the account that they are drawn for; nil where no form is drawn.
    /// - Throws: `TemplateError`, `TextCatalogError`.
    init(settings: WebSettings, pages: Set<PageName>, look: FeatureLook, owners: FormOwners? = nil) throws {
        self.owners = owners
        self.settings = settings
        catalog = try BuiltInTexts.catalog(adding: look.texts + settings.languageFiles)
        let prefix = settings.pathPrefix
        var urls = TemplateModel()
        for page in pages { urls[page.description] = settings.pages[page].map { .text(prefix + $0) } }
        if urls["sign_in"] == nil { urls["sign_in"] = settings.signInAddress.map { .text($0.description) } }
        for (name, path) in look.urls { urls[name] = .text(prefix + path) }
        if pages.contains(.signInVerification), let path = settings.pages[.signInVerification] {
            urls["sign_in_verification_mail"] = .text(prefix + PagePaths.below(path, "mail/"))
        }
        var files = TemplateModel()
        for (name, file) in look.files { files[name] = .text(prefix + file.path) }
        let constants: TemplateModel = [
            "site_name": .text(settings.siteName), "origin": .text(settings.origin ?? ""), "prefix": .text(prefix),
            "stylesheet": .text(prefix + StaticFile.stylesheet.path),
            "script": .text(prefix + StaticFile.script.path),
            "urls": .object(urls),
            "files": .object(files),
        ]
        let mustache = try MustacheTemplates(
            builtIn: BuiltInTemplates.all.merging(look.templates) { own, _ in own }, folders: settings.templateFolders,
            constants: constants, catalog: catalog, reloads: settings.reloadsTemplates)
        templates =
            settings.templateEngine.map { TwoEngines(own: $0, constants: constants, other: mustache) } ?? mustache
    }

    /// The language for a visitor: the account's own where somebody is known to be signed in, else the browser's.
    func language<User: Account>(for visit: Visit<User>) -> Language {
        let chosen = (visit.state.knownUser as? any LanguageHolder)?.language
        guard let accepted = (try? visit.state.input.languages) else {
            return catalog.language(chosen: chosen, accepted: nil)
        }
        let wish = "\(chosen ?? "")\n\(accepted)"
        if let known = languages.value(for: wish) { return known }
        let language = catalog.language(chosen: chosen, accepted: accepted)
        if wish.utf8.count <= Self.longestWish { languages.keep(language, for: wish) }
        return language
    }

    /// In bytes; no browser sends more.
    private static let longestWish = 500

    /// A page for the visitor of a request. It is about one person and never kept by a cache.
    func page<User: Account>(
        _ name: String, status: HTTPResponse.Status = .ok, _ model: TemplateModel = [:], for visit: Visit<User>
    ) async throws -> Response {
        var model = model
        if model["user"] == nil, let user = try await visit.user {
            model["user"] = .object(UserView.model(of: user))
        }
        let language = language(for: visit)
        if model["csrf_token"] == nil {
            model["csrf_token"] = .text(CSRFToken.mask(try await visit.state.csrfSecretForPage()))
        }
        if model["form"] != nil, let owners, let id = try await visit.user?.id {
            model["form_owner"] = ["form_owner": .text(owners.mark(id.keyText))]
        }
        model["messages"] = .list(
            try visit.state.takeMessages().map { message in
                [
                    "text": .text(catalog.text(message.words, in: language)), "level": .text(message.level.rawValue),
                    "code": .text(message.code.name),
                ]
            })
        return try draw(name, status, model, try visit.state.input.path, language, Self.personalHeaders)
    }

    /// A page with a form for a visitor of whom nothing can be read now: as for nobody. Messages wait for the next page.
    func page<User: Account>(
        _ name: String, _ form: BoundForm, status: HTTPResponse.Status, _ model: TemplateModel,
        withoutUser visit: Visit<User>
    ) throws -> Response {
        let language = language(for: visit)
        var model = model
        model["form"] = form.templateModel { [catalog] in catalog.text($0 as Message.Words, in: language) }
        return try draw(name, status, model, try visit.state.input.path, language, Self.personalHeaders)
    }

    /// What a page shows of a form, in the visitor's language: the form itself, and for password managers whose password
    /// it is about.
    ///
    /// - Throws: `StoreFailure` when a store fails.
    func model<User: Account>(of form: BoundForm, for visit: Visit<User>) async throws -> TemplateModel {
        // Asked before the language is chosen, which may be the account's.
        let user = try await visit.user
        let language = language(for: visit)
        var model: TemplateModel = [
            "form": form.templateModel { [catalog] in catalog.text($0 as Message.Words, in: language) }
        ]
        if form.needsUsername, let user { model["username"] = Self.username(user.email) }
        return model
    }

    /// An address for password managers, as the template `form` takes it.
    static func username(_ email: String) -> TemplateValue { ["value": .text(email)] }

    /// A page that is the same for everybody of a language.
    func plainPage(
        _ name: String, status: HTTPResponse.Status, _ model: TemplateModel, path: String, in language: Language
    ) throws -> Response {
        try draw(name, status, model, path, language, Self.plainHeaders)
    }

    private static let plainHeaders: HTTPFields = [
        .contentType: "text/html; charset=utf-8", .vary: "Accept, Accept-Language",
    ]
    private static let personalHeaders: HTTPFields = [
        .contentType: "text/html; charset=utf-8", .vary: Response.variesOnVisitor, .cacheControl: "no-store",
    ]

    private func draw(
        _ name: String, _ status: HTTPResponse.Status, _ model: TemplateModel, _ path: String, _ language: Language,
        _ headers: HTTPFields
    ) throws -> Response {
        var model = model
        model["language"] = .text(language.tag)
        model["direction"] = .text(language.direction)
        model["request"] = ["path": .text(settings.pathPrefix + path)]
        let html = try templates.render(name, model, in: language)
        var headers = headers
        headers.append(HTTPField(name: .contentLanguage, value: language.tag))
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: html)))
    }
}
