#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder of templates: files named `NAME.mustache`, also in folders below.
struct TemplateFolder: Sendable {
    let path: String

    /// The templates in it.
    ///
    /// - Throws: ``TemplateError`` when the folder or a file cannot be read.
    func read() throws -> [TemplateSource] {
        try files().map { file in
            let data: Data
            do {
                data = try Data(contentsOf: URL(fileURLWithPath: path + "/" + file))
            } catch {
                throw TemplateError(file, "in \(path) cannot be read", underlying: error)
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw TemplateError(file, "in \(path) cannot be read as UTF-8")
            }
            return TemplateSource(name: String(file.dropLast(Self.suffix.count)), text: text)
        }
    }

    /// Something that differs when a file was changed, came or went.
    func stamp() -> [String] {
        ((try? files()) ?? []).map { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + file)
            let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(file) \(date) \(attributes?[.size] ?? 0)"
        }
    }

    private static let suffix = ".mustache"

    private func files() throws -> [String] {
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(Self.suffix) }
                .sorted()
        } catch {
            throw TemplateError(path, "is no folder that can be read", underlying: error)
        }
    }
}
