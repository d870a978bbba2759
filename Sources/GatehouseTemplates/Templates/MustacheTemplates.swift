import Mustache
import Synchronization

/// Mustache templates, compiled once a language and checked before the first page.
///
/// A template of an application's folder takes the place of ours with the same name. Texts between `{{#_}}` and
/// `{{/_}}` are translated when a template is compiled, so that a page costs the same in every language. Values in them
/// keep their own direction: an isolate of Unicode stands around those that need one, as around an address in Arabic. A
/// template asks for the same elsewhere with `&#x2068;{{x}}&#x2069;`, where no `<bdi>` can stand. Values are escaped byte
/// by byte; in templates whose names end in `.txt` they are not.
///
/// Mustache is asked once for each shape of a model: which names it has, which truths, how many of what. Its page is
/// kept with the texts cut out, and the pages that follow are bytes put together. Templates that call functions, as
/// `{{uppercased(name)}}`, are drawn anew each time.
public final class MustacheTemplates: TemplateEngine {
    private struct Compiled: Sendable {
        var libraries: [String: MustacheLibrary] = [:]
        var names: Set<String> = []
        /// Those that must be drawn anew each time.
        var dynamic: Set<String> = []
        let skeletons = SkeletonCache()
        var stamp: [[String]] = []
    }

    private let builtIn: [TemplateSource]
    private let folders: [TemplateFolder]
    private let catalog: TextCatalog
    private let reloads: Bool
    /// What each page has, whatever its model says.
    private let constants: TemplateModel
    private let compiled: Mutex<Compiled>

    /// Compiles all templates.
    ///
    /// - Parameters:
    ///   - builtIn: templates by name.
    ///   - folders: where an application's own are, as `NAME.mustache`. Of two with one name the one of the first folder
    ///     counts.
    ///   - constants: what each template gets besides its model.
    ///   - catalog: the languages.
    ///   - reloads: whether each page looks whether a file changed; for development.
    /// - Throws: ``TemplateError`` for one that cannot be read or parsed, or that includes one that is not there.
    public init(
        builtIn: [String: String], folders: [String] = [], constants: TemplateModel = [:],
        catalog: TextCatalog = TextCatalog(), reloads: Bool = false
    ) throws {
        SafeHTML.register()
        self.builtIn = builtIn.map { TemplateSource(name: $0.key, text: $0.value) }
        self.folders = folders.map { TemplateFolder(path: $0) }
        self.catalog = catalog
        self.reloads = reloads
        self.constants = constants
        compiled = Mutex(try Self.compile(self.builtIn, self.folders, catalog))
    }

    /// Whether a template of this name was compiled.
    public func has(_ name: String) -> Bool { compiled.withLock { $0.names.contains(name) } }

    /// A page or a mail of a template, as UTF-8.
    ///
    /// - Throws: ``TemplateError`` where there is no such template, or one that was read again cannot be compiled.
    public func render(_ name: String, _ model: TemplateModel, in language: Language) throws -> [UInt8] {
        if reloads { try reload() }
        let compiled = compiled.withLock { $0 }
        guard !compiled.dynamic.contains(name) else {
            return Array(try draw(name, MarkedModel.plain(model), in: language, compiled).utf8)
        }
        let shape = ModelShape(of: model, for: name, language.tag)
        if let known = compiled.skeletons.find(shape) { return known.filled(with: shape.texts) }
        let marked = try draw(name, MarkedModel.marked(model), in: language, compiled)
        guard
            let skeleton = PageSkeleton(
                marked, texts: shape.texts.count, isRightToLeft: language.isRightToLeft)
        else {
            return Array(try draw(name, MarkedModel.plain(model), in: language, compiled).utf8)
        }
        compiled.skeletons.keep(skeleton, shape)
        return skeleton.filled(with: shape.texts)
    }

    private func draw(
        _ name: String, _ model: [String: Any], in language: Language, _ compiled: Compiled
    ) throws -> String {
        let library = compiled.libraries[language.tag] ?? compiled.libraries[Language.english.tag]
        let all = MarkedModel.plain(constants).merging(model) { _, own in own }
        guard let page = library?.render(all, withTemplate: name) else { throw TemplateError(name, "is not there") }
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
        compiled.dynamic = dynamic(sources)
        for source in sources.values {
            if source.text.contains("{{=") { throw TemplateError(source.name, "changes the signs around tags") }
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

    /// The templates that are dynamic, or include one that is.
    private static func dynamic(_ sources: [String: TemplateSource]) -> Set<String> {
        var found = Set(sources.values.filter(\.isDynamic).map(\.name))
        var isDone = false
        while !isDone {
            let more = sources.values.filter { !found.contains($0.name) && !found.isDisjoint(with: $0.references) }
            found.formUnion(more.map(\.name))
            isDone = more.isEmpty
        }
        return found
    }

    private static let plainPragma = "{{% CONTENT_TYPE: TEXT}}"
}
