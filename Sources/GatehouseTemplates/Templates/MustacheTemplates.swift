import Mustache
import Synchronization

/// Mustache templates, compiled once a language and checked before the first page.
///
/// A template of an application's folder takes the place of ours with the same name. Texts between `{{#_}}` and
/// `{{/_}}` are translated when a template is compiled, so that a page costs the same in every language. Values are
/// escaped byte by byte; in templates whose names end in `.txt` they are not.
public final class MustacheTemplates: TemplateEngine {
    private struct Compiled: Sendable {
        var libraries: [String: MustacheLibrary] = [:]
        var names: Set<String> = []
        var stamp: [[String]] = []
    }

    private let builtIn: [TemplateSource]
    private let folders: [TemplateFolder]
    private let catalog: TextCatalog
    private let reloads: Bool
    private let compiled: Mutex<Compiled>

    /// Compiles all templates.
    ///
    /// - Parameters:
    ///   - builtIn: templates by name.
    ///   - folders: where an application's own are, as `NAME.mustache`. Of two with one name the one of the first folder
    ///     counts.
    ///   - catalog: the languages.
    ///   - reloads: whether each page looks whether a file changed; for development.
    /// - Throws: ``TemplateError`` for one that cannot be read or parsed, or that includes one that is not there.
    public init(
        builtIn: [String: String], folders: [String] = [], catalog: TextCatalog = TextCatalog(), reloads: Bool = false
    ) throws {
        SafeHTML.register()
        self.builtIn = builtIn.map { TemplateSource(name: $0.key, text: $0.value) }
        self.folders = folders.map { TemplateFolder(path: $0) }
        self.catalog = catalog
        self.reloads = reloads
        compiled = Mutex(try Self.compile(self.builtIn, self.folders, catalog))
    }

    public func has(_ name: String) -> Bool { compiled.withLock { $0.names.contains(name) } }

    public func render(_ name: String, _ model: [String: Any], in language: Language) throws -> String {
        if reloads { try reload() }
        let library = compiled.withLock { $0.libraries[language.tag] ?? $0.libraries[Language.english.tag] }
        guard let page = library?.render(model, withTemplate: name) else { throw TemplateError(name, "is not there") }
        return page
    }

    /// Compiles anew where a file changed. Templates that are wrong tell so on the page that needs them, not before.
    private func reload() throws {
        let stamp = folders.map { $0.stamp() }
        guard compiled.withLock({ $0.stamp != stamp }) else { return }
        let new = try Self.compile(builtIn, folders, catalog)
        compiled.withLock { $0 = new }
    }

    private static func compile(
        _ builtIn: [TemplateSource], _ folders: [TemplateFolder], _ catalog: TextCatalog
    ) throws -> Compiled {
        var compiled = Compiled()
        compiled.stamp = folders.map { $0.stamp() }
        var sources = Dictionary(uniqueKeysWithValues: builtIn.map { ($0.name, $0) })
        for folder in folders.reversed() {
            for source in try folder.read() { sources[source.name] = source }
        }
        compiled.names = Set(sources.keys)
        for source in sources.values {
            if let missing = source.references.first(where: { sources[$0] == nil }) {
                throw TemplateError(source.name, "includes \(missing), which is not there")
            }
        }
        for language in catalog.languages {
            var library = MustacheLibrary()
            for source in sources.values {
                let text = try source.translated { catalog.text($0, in: language) }
                do {
                    try library.register(
                        (source.isPlainText ? plainPragma : SafeHTML.pragma) + text, named: source.name)
                } catch {
                    throw TemplateError(source.name, "cannot be parsed: \(error)")
                }
            }
            compiled.libraries[language.tag] = library
        }
        return compiled
    }

    private static let plainPragma = "{{% CONTENT_TYPE: TEXT}}"
}
