import Mustache

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The pages' templates, read and checked once at the start.
struct Templates: Sendable {
    private let library: MustacheLibrary

    /// The templates that come with Gatehouse.
    ///
    /// - Throws: when one cannot be parsed.
    init() throws {
        SafeHTML.register()
        var library = MustacheLibrary()
        for (name, bytes) in Self.builtIn {
            try library.register(SafeHTML.pragma + String(decoding: bytes, as: UTF8.self), named: name)
        }
        self.library = library
    }

    /// The page of a template.
    ///
    /// - Throws: ``TemplateError`` when there is no such template.
    func render(_ name: String, _ model: [String: Any]) throws -> String {
        guard let page = library.render(model, withTemplate: name) else { throw TemplateError(name: name) }
        return page
    }

    private static var builtIn: [(String, [UInt8])] {
        [
            ("layout", PackageResources.layout_mustache), ("field", PackageResources.field_mustache),
            ("form", PackageResources.form_mustache), ("signin", PackageResources.signin_mustache),
            ("signup", PackageResources.signup_mustache), ("index", PackageResources.index_mustache),
            ("error", PackageResources.error_mustache),
        ]
    }
}

/// A template that does not exist was asked for.
struct TemplateError: Error, CustomStringConvertible {
    let name: String
    var description: String { "there is no template named \(name)" }
}
