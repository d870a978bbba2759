public import GatehouseBSON
public import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A form whose fields come from a document's schema: their names, kinds, limits and rules.
///
/// ```swift
/// let form = DocumentForm(Note.self, fields: ["title", "text"]) { field in
///     if field.name == "text" { field.widget = .textarea }
/// }
/// var bound = try form.bound(data)
/// if let note = try await form.insert(&bound, setting: ["owner": …], in: notes) { … }
/// ```
///
/// The form is cleaned first, then the document's own rules are checked, and then it is saved: whether a unique value is
/// free is told by saving, not by asking first.
public struct DocumentForm<Root: Document>: Sendable {
    /// The form.
    public let form: Form

    /// A form of a document type.
    ///
    /// - Parameters:
    ///   - names: the fields, by their names in the store, in order; nil for all that a form can have and that are not
    ///     `.protected`.
    ///   - excluded: fields to leave out.
    ///   - allowed: fields that are `.protected` and that this form sets nevertheless: for pages of operators.
    ///   - adjust: may change each field: its label, its widget, its placeholder.
    /// - Precondition: the schema has the fields that are named, and none of them is `.protected` unless it is allowed.
    public init(
        _ type: Root.Type = Root.self, fields names: [String]? = nil, excluding excluded: Set<String> = [],
        allowingProtected allowed: Set<String> = [], _ adjust: (inout FormField) -> Void = { _ in }
    ) {
        let schema = Root.schema
        let wanted =
            names
            ?? schema.fields.filter {
                FormField.kind(of: $0) != nil && (!$0.traits.isProtected || allowed.contains($0.name))
            }.map(\.name)
        form = Form(
            wanted.filter { !excluded.contains($0) }.map { name in
                guard let field = schema.field(name), let kind = FormField.kind(of: field) else {
                    preconditionFailure("the schema of \(Root.self) has no field \(name) that a form can have")
                }
                precondition(
                    !field.traits.isProtected || allowed.contains(name),
                    "the field \(name) of \(Root.self) is .protected: no form sets it, unless allowingProtected names it"
                )
                var formField = FormField(name, kind, field.traits, isOptional: field.isOptional)
                adjust(&formField)
                return formField
            })
    }

    private init(form: Form) { self.form = form }

    /// The form with fields that the document does not have: a password to be typed twice, a box to agree.
    ///
    /// - Parameter name: the field after which they stand; nil for the end.
    public func adding(_ fields: FormField..., after name: String? = nil) -> DocumentForm {
        DocumentForm(form: form.adding(fields, after: name))
    }

    /// The form with a check of a field.
    public func checking(_ name: String, _ check: @escaping Form.FieldCheck) -> DocumentForm {
        DocumentForm(form: form.checking(name, check))
    }

    /// The form with a cleaning of a field.
    public func cleaning(_ name: String, _ clean: @escaping Form.FieldCleaning) -> DocumentForm {
        DocumentForm(form: form.cleaning(name, clean))
    }

    /// The form with a check of the whole.
    public func checking(_ check: @escaping Form.FormCheck) -> DocumentForm { DocumentForm(form: form.checking(check)) }

    /// The form with nothing in it, or with the values of a document that is there.
    ///
    /// - Throws: what the document's encoding throws.
    public func bound(_ document: Root? = nil) throws -> BoundForm {
        var bound = BoundForm(form)
        guard let document else { return bound }
        let stored = try Root.schema.encode(document)
        for field in form.fields { bound[field.name] = stored[field.name].map(Self.sent) ?? "" }
        return bound
    }

    /// The form with what a browser sent, cleaned.
    ///
    /// - Throws: ``FormDataError/duplicate`` when a field was sent twice.
    public func bound(_ data: FormData) throws(FormDataError) -> BoundForm { try BoundForm(form, data) }

    /// Stores a new document of the values, or puts the failures into the form.
    ///
    /// - Parameter values: what no form decides, by field: the owner, for example.
    /// - Returns: the document, or nil when the form has failures.
    /// - Throws: `MongoError`; `DecodingError` when values and initial values do not make a whole document.
    public func insert(
        _ bound: inout BoundForm, setting values: [String: BSONValue] = [:], in documents: Documents<Root>
    ) async throws -> Root? {
        guard bound.isValid else { return nil }
        var document = try Root.schema.make(try members(of: bound).merging(values) { _, fixed in fixed })
        return try await saving(&bound) {
            try await documents.insert(&document)
            return document
        }
    }

    /// Writes the values into a document that is there, or puts the failures into the form.
    ///
    /// - Returns: whether it was saved: not when the form has failures, nor when the document is gone.
    /// - Throws: `MongoError`; ``DocumentError`` with code `conflict`, or `undecodable` when the values do not fit.
    public func update(_ document: inout Root, _ bound: inout BoundForm, in documents: Documents<Root>) async throws
        -> Bool
    {
        guard bound.isValid else { return false }
        let members = try members(of: bound)
        let stored = try Root.schema.encode(document).filter { element in
            members[element.key] == nil && !form.fields.contains { $0.name == element.key }
        }
        let changed = try Root.schema.read(
            BSONDocument(stored.map { ($0.key, $0.value) } + members.map { ($0.key, $0.value) }))
        var copy = document
        let isThere = try await saving(&bound) { try await documents.update(&copy) { $0 = changed } }
        document = copy
        return isThere ?? false
    }

    /// What a cleaned form says the members of the document are, by their names in the store; those without a value are left
    /// out, and so are fields that the document does not have.
    ///
    /// - Throws: `BSONError`, never in practice.
    public func members(of bound: BoundForm) throws -> [String: BSONValue] {
        var members: [String: BSONValue] = [:]
        for field in form.fields where Root.schema.field(field.name) != nil {
            switch bound.cleaned[field.name] {
            case .text, .email:
                let text = bound.cleaned[field.name]?.text ?? ""
                let isAbsent = text.isEmpty && Root.schema.field(field.name)?.isOptional == true
                if !isAbsent { members[field.name] = .string(text) }
            case .integer(let value)?: members[field.name] = .integer(Int64(value))
            case .boolean(let value)?: members[field.name] = .bool(value)
            case .date(let value)?: members[field.name] = try value.bsonValue()
            case .some(.none), nil: break
            }
        }
        return members
    }

    private func saving<Result>(_ bound: inout BoundForm, _ save: () async throws -> Result) async throws -> Result? {
        do {
            return try await save()
        } catch let error as DocumentError where error.code == .invalid {
            bound.add(error.failures)
        } catch let error as DocumentError where error.code == .duplicate {
            let names = error.fields.map { $0 == "_id" ? Root.schema.keyProperty : $0 }
            for name in names { bound.add(FieldMessages.taken, to: name) }
        }
        return nil
    }

    private static func sent(_ value: BSONValue) -> String {
        switch value {
        case .string(let text): text
        case .bool(let value): value ? "on" : ""
        case .datetime: (try? Date(bsonValue: value)).map(DayText.text) ?? ""
        default: value.integer.map { String($0) } ?? ""
        }
    }
}

extension FormField {
    /// What a form's field for a document's field is; nil for types that no single field of a form can hold.
    fileprivate static func kind<Root>(of field: Field<Root>) -> Kind? {
        let traits = field.traits
        if let choices = traits.choices {
            return .choice(choices.compactMap(\.string).map { Choice($0, words($0)) })
        }
        switch field.valueType {
        case is String.Type: return traits.isEmail ? .email : .text
        case is any FixedWidthInteger.Type:
            return .integer(
                minimum: traits.minimum?.integer.map(Int.init), maximum: traits.maximum?.integer.map(Int.init))
        case is Bool.Type: return .boolean
        case is Date.Type: return .date
        default: return nil
        }
    }

    fileprivate init(_ name: String, _ kind: Kind, _ traits: FieldTraits, isOptional: Bool) {
        self.init(name, kind)
        isRequired = kind == .boolean ? false : traits.isRequired || (!isOptional && kind != .text)
        minimumLength = traits.minimumLength
        maximumLength = traits.maximumLength ?? maximumLength
        if let pattern = traits.pattern { attributes.append(.init("pattern", pattern)) }
    }
}
