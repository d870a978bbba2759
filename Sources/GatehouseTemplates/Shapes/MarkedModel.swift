/// A model as Mustache reads it: dictionaries and lists.
struct MarkedModel {
    private var count = 0
    private let isMarked: Bool

    private init(isMarked: Bool) { self.isMarked = isMarked }

    /// The model itself.
    static func plain(_ model: TemplateModel) -> [String: Any] {
        var marked = MarkedModel(isMarked: false)
        return marked.dictionary(model)
    }

    /// The model with a marker in the place of each text that is not empty, numbered in the order of ``ModelShape``.
    static func marked(_ model: TemplateModel) -> [String: Any] {
        var marked = MarkedModel(isMarked: true)
        return marked.dictionary(model)
    }

    private mutating func dictionary(_ model: TemplateModel) -> [String: Any] {
        var members: [String: Any] = [:]
        for member in model.members { members[member.name] = value(member.value) }
        return members
    }

    private mutating func value(_ value: TemplateValue) -> Any {
        switch value {
        case .text(let text):
            guard isMarked, !text.isEmpty else { return text }
            defer { count += 1 }
            return TextMarker.make(count)
        case .flag(let isOn): return isOn
        case .list(let values): return values.map { self.value($0) }
        case .object(let model): return dictionary(model)
        }
    }
}
