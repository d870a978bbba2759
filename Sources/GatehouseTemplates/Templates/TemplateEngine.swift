/// Draws pages and mails from templates.
///
/// Gatehouse draws with ``MustacheTemplates``. Another engine needs these two, must escape what it puts into HTML, and
/// goes before it as `settings.web.templateEngine`; `TemplateEngineConformance` of `GatehouseTesting` checks it.
public protocol TemplateEngine: Sendable {
    /// A page or a mail, as UTF-8.
    ///
    /// - Parameters:
    ///   - name: the template's, as `signin` or `mail/password-reset.txt`.
    ///   - model: what it shows.
    ///   - language: in which it speaks.
    /// - Throws: ``TemplateError`` when there is no such template.
    func render(_ name: String, _ model: TemplateModel, in language: Language) throws -> [UInt8]

    /// Whether there is a template of a name.
    func has(_ name: String) -> Bool
}

/// What is wrong with a template.
public struct TemplateError: Error, Sendable, CustomStringConvertible {
    /// The template's name, or its file.
    public let name: String
    /// What is wrong.
    public let reason: String
    /// What the system said, where a file cannot be read.
    public let underlying: (any Error)?
    /// The template and what is wrong with it.
    public var description: String { "the template \(name) \(reason)" + (underlying.map { ": \($0)" } ?? "") }

    /// An error of an engine.
    ///
    /// - Parameters:
    ///   - reason: what follows the template's name in a sentence: "is not there".
    ///   - underlying: what the system said, where a file cannot be read.
    public init(_ name: String, _ reason: String, underlying: (any Error)? = nil) {
        self.name = name
        self.reason = reason
        self.underlying = underlying
    }
}
