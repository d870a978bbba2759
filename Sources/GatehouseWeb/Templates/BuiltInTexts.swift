import GatehouseTemplates

/// The languages that come with Gatehouse.
enum BuiltInTexts {
    /// The catalogue with a site's own files, which go before ours.
    ///
    /// - Throws: `TextCatalogError`.
    static func catalog(adding files: [[UInt8]]) throws -> TextCatalog {
        var catalog = TextCatalog()
        for file in [PackageResources.de_json, PackageResources.ar_json] + files { try catalog.add(file) }
        return catalog
    }
}
