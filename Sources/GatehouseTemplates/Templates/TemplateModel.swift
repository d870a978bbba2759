/// What a template shows: texts, truths, lists and objects by name. It takes nothing else, so that no document gets into
/// a page with all that it holds.
///
/// ```swift
/// let model: TemplateModel = ["title": "Notes", "is_empty": false, "notes": .list(notes.map { .text($0.title) })]
/// ```
public struct TemplateModel: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// A value of its name.
    public struct Member: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its value.
        public var value: TemplateValue
    }

    /// The members, each name once.
    public private(set) var members: [Member] = []

    /// Nothing.
    public init() {}

    /// The members of a literal; those that are nil are left out. Of two of one name the last counts.
    public init(dictionaryLiteral elements: (String, TemplateValue?)...) {
        members.reserveCapacity(elements.count + 6)
        for (name, value) in elements where value != nil { self[name] = value }
    }

    /// The value of a name, compared by its bytes; nil where there is none.
    public subscript(name: String) -> TemplateValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    private func place(of name: String) -> Int? {
        members.firstIndex { $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The model with the members of another, which go before its own.
    public func merging(_ other: TemplateModel) -> TemplateModel {
        var merged = self
        for member in other.members { merged[member.name] = member.value }
        return merged
    }
}

/// A value that a template shows.
public enum TemplateValue: Sendable, Hashable {
    /// A text, which is escaped where it stands in a page.
    case text(String)
    /// Whether a section is shown.
    case flag(Bool)
    /// What a section is shown for, one after another.
    case list([TemplateValue])
    /// Values by name, for a section that is about them.
    case object(TemplateModel)
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// The digits of a number, as a text.
    public init(integerLiteral value: Int) { self = .text(String(value)) }
    /// A truth.
    public init(booleanLiteral value: Bool) { self = .flag(value) }
    /// A list.
    public init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }
    /// Values by name; those that are nil are left out.
    public init(dictionaryLiteral elements: (String, TemplateValue?)...) {
        var model = TemplateModel()
        for (name, value) in elements where value != nil { model[name] = value }
        self = .object(model)
    }
}
