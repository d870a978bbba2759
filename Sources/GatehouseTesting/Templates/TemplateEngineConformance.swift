public import GatehouseTemplates

/// What every engine of templates must do, to run over an engine of your own.
///
/// ```swift
/// @Test(arguments: TemplateEngineConformance.checks)
/// func conformance(check: TemplateEngineConformance.Check) async throws {
///     try await check.run(over: MyEngine(["conformance-text": "<p>#(text)</p>", …]))
/// }
/// ```
///
/// The engine needs these templates, in its own notation; white space around what they show does not count:
///
/// | name | what it shows |
/// |---|---|
/// | `conformance-text` | `<p>`, the value `text`, `</p>` |
/// | `conformance-attribute` | `<input value="`, the value `text`, `">` |
/// | `conformance-flag` | `yes` where `flag` is true, else `no` |
/// | `conformance-list` | `[`, the item, `]` for each item of `list`; the items are texts |
/// | `conformance-object` | the value `name` of the object `object` |
/// | `conformance.txt` | the value `text`, in a mail without HTML |
public enum TemplateEngineConformance {
    /// One thing that an engine must do.
    public typealias Check = ConformanceCheck<any TemplateEngine>

    /// All checks.
    public static let checks: [Check] = drawingChecks

    /// The templates that an engine needs for the checks.
    public static let templates = [
        "conformance-text", "conformance-attribute", "conformance-flag", "conformance-list", "conformance-object",
        "conformance.txt",
    ]

    /// Runs all checks over one engine, one after another.
    ///
    /// - Throws: ``ConformanceFailure`` for the first that the engine does not pass; what the engine throws.
    public static func run(over engine: any TemplateEngine) async throws {
        for check in checks { try await check.run(over: engine) }
    }
}
