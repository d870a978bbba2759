import Foundation
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import Testing
import VectorFiles

/// What Django 6.1 renders and tells of the same forms; `Tests/Vectors/forms-html.json`.
///
/// Where ours differ, and why:
/// - a value comes back without the white space that was dropped from it, Django shows it as it was typed;
/// - a field that was sent twice is refused; Django takes the last (I2);
/// - a NUL is refused with the whole request; Django tells it of the field;
/// - identifiers cannot be switched off or renamed, nor `required`, which is what HTML needs to tell a person early;
/// - labels have no colon, and the classes for required and wrong fields are left to the stylesheet's selectors.
@Suite("Django's forms")
struct DjangoFormTests {
    private func cases() throws -> [JSONValue] {
        try Vectors.list("forms-html", "forms")
    }

    @Test("the same values are taken and the same failures told, with the same codes, in the same order")
    func cleaning() throws {
        let all = try cases()
        #expect(all.count > 18)
        for test in all {
            guard let data = test["data"]?.string, let id = test["id"]?.string else { continue }
            let bound = try BoundForm(try form(test), FormData(urlEncoded: data.utf8), prefix: prefix(test))
            var failures = bound.fields.map { ($0.name, bound.failures[$0.name]) }.filter { !$0.1.isEmpty }
            if !bound.failures.ofWhole.isEmpty { failures.append(("__all__", bound.failures.ofWhole)) }
            let told = failures.map { name, failures in
                "\(name): " + failures.map { "\($0.code) \($0.text)" }.joined(separator: "; ")
            }
            #expect(told == wantedFailures(test), "\(id)")
            for (name, value) in members(test["cleaned_data"]) {
                #expect(same(bound.cleaned[name], value), "\(id) \(name)")
            }
            let wanted = members(test["cleaned_data"]).count
            #expect(bound.isValid == (test["is_valid"] == true) && bound.cleaned.count == wanted, "\(id)")
        }
    }

    @Test("fields are drawn with the same attributes in the same order")
    func attributes() throws {
        for test in try cases() {
            let form = try form(test)
            let bound =
                try test["data"]?.string.map {
                    try BoundForm(form, FormData(urlEncoded: $0.utf8), prefix: prefix(test))
                } ?? BoundForm(form, prefix: prefix(test))
            for field in form.fields {
                let html = try #require(test["widgets"]?[field.name]?.string)
                let (ours, theirs) = (DrawnAttribute.list(of: field, in: bound), DrawnAttribute.list(in: html))
                #expect(ours == theirs, "\(test["id"]?.string ?? "") \(field.name)")
            }
        }
    }

    @Test("names become labels as Django makes them")
    func labels() throws {
        for test in try Vectors.cases("forms-html", "pretty_name") {
            #expect(try FormField.words(test.get("name")) == test.get("label"), "\(test.id)")
        }
    }

    private func prefix(_ test: JSONValue) -> String { test["options"]?["prefix"]?.string ?? "" }

    private func members(_ value: JSONValue?) -> [(String, JSONValue)] {
        guard case .object(let members)? = value else { return [] }
        return members.map { ($0.name, $0.value) }
    }

    private func wantedFailures(_ test: JSONValue) -> [String] {
        members(test["errors"]).map { name, list in
            guard case .array(let failures) = list else { return name }
            let told = failures.map { failure -> String in
                // The check of the whole gives its failure no code of its own here.
                let code = name == "__all__" ? "invalid" : failure["code"]?.string ?? ""
                return "\(code) \(failure["message"]?.string ?? "")"
            }
            return "\(name): " + told.joined(separator: "; ")
        }
    }

    private func same(_ value: FormValue?, _ json: JSONValue) -> Bool {
        switch (value, json) {
        case (.text(let text)?, .string(let other)): text == other
        case (.email(let address)?, .string(let other)): address.typed == other
        case (.integer(let number)?, .integer(let digits)): String(number) == digits
        case (.boolean(let isOn)?, .bool(let other)): isOn == other
        case (.some(.none), .null): true
        default: false
        }
    }

    /// Our form of a described one.
    private func form(_ test: JSONValue) throws -> Form {
        guard case .array(let described)? = test["form"]?["fields"] else { return Form([]) }
        var form = Form(try described.map { try field($0, initial: test["options"]?["initial"]) })
        for (name, check) in members(test["form"]?["clean_field"]) {
            form = form.checking(name) { value in
                guard value.text == check["if_equals"]?.string else { return nil }
                return Message(
                    Message.Code(check["code"]?.string ?? ""), Message.Words(check["error"]?.string ?? ""))
            }
        }
        if let clean = test["form"]?["clean"], case .array(let names)? = clean["fields"] {
            form = form.checking { values in
                let both = names.compactMap(\.string).map { values[$0] }
                guard both.count == 2, let first = both[0], let second = both[1], first != second else { return [:] }
                return ["": [Message(.invalid, Message.Words(clean["error"]?.string ?? ""))]]
            }
        }
        return form
    }

    private func field(_ described: JSONValue, initial: JSONValue?) throws -> FormField {
        let name = try #require(described["name"]?.string)
        let kind: FormField.Kind =
            switch described["type"]?.string {
            case "email": .email
            case "int": .integer(minimum: described["min_value"]?.integer, maximum: described["max_value"]?.integer)
            case "bool": .boolean
            case "choice": .choice(choices(described["choices"]))
            default:
                switch described["widget"]?["type"]?.string {
                case "password": .password
                case "hidden": .hidden
                case "textarea": .multiline
                default: .text
                }
            }
        var field = FormField(name, label: described["label"]?.string, kind)
        field.strips = described["strip"] != false
        field.isRequired = described["required"] != false
        field.isDisabled = described["disabled"] == true
        field.minimumLength = described["min_length"]?.integer
        field.maximumLength = described["max_length"]?.integer ?? field.maximumLength
        field.help = described["help_text"]?.string.map { Message.Words($0) }
        field.initial = (described["initial"]?.string ?? initial?[name]?.string).map(FormValue.text)
        for (code, message) in members(described["error_messages"]) {
            field.messages[Message.Code(code)] = message.string.map { Message.Words($0) }
        }
        for (name, value) in members(described["widget"]?["attrs"]) {
            switch value {
            case .string(let text) where name == "placeholder": field.placeholder = text
            case .string(let text): field.attributes.append(.init(name, text))
            case .integer(let digits): field.attributes.append(.init(name, digits))
            case .bool(true): field.attributes.append(.init(name))
            default: break
            }
        }
        return field
    }

    private func choices(_ value: JSONValue?) -> [FormField.Choice] {
        guard case .array(let pairs)? = value else { return [] }
        return pairs.compactMap { pair in
            guard case .array(let two) = pair, let value = two.first?.string, let label = two.last?.string else {
                return nil
            }
            return FormField.Choice(value, label)
        }
    }
}
