import GatehouseTemplates

/// An application's own engine for the templates that it has, and another for the rest.
struct TwoEngines: TemplateEngine {
    let own: any TemplateEngine
    /// What each template gets besides its model; the other engine has it already.
    let constants: TemplateModel
    let other: any TemplateEngine

    func has(_ name: String) -> Bool { own.has(name) || other.has(name) }

    func render(_ name: String, _ model: TemplateModel, in language: Language) throws -> [UInt8] {
        guard own.has(name) else { return try other.render(name, model, in: language) }
        return try own.render(name, constants.merging(model), in: language)
    }
}
