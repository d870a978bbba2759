import Gatehouse
import Testing
import VectorFiles

@testable import GatehouseWeb

/// How texts and attributes stand in pages: `escape` and `flatatt` of `Tests/Vectors/forms-html.json`.
@Suite("Texts and attributes in pages")
struct DrawnTextTests {
    private let templates: MustacheTemplates

    init() throws {
        templates = try MustacheTemplates(builtIn: ["text": "{{x}}", "field": BuiltInTemplates.all["field"] ?? ""])
    }

    private func draw(_ name: String, _ model: TemplateModel) throws -> String {
        String(decoding: try templates.render(name, model, in: .english), as: UTF8.self)
    }

    @Test("are escaped as Django escapes them")
    func escape() throws {
        for test in try Vectors.list("forms-html", "escape") {
            let input = try #require(test["in"]?.string)
            #expect(try draw("text", ["x": .text(input)]) == test["out"]?.string)
        }
    }

    /// Django sorts them, those without a value last; ours stay in the order in which a field has them. One that is false
    /// or None is one that a field does not have.
    @Test("attributes stand in an element as Django writes them")
    func attributes() throws {
        for test in try Vectors.list("forms-html", "flatatt") {
            guard case .object(let members)? = test["attrs"] else { continue }
            var field = FormField("f", .hidden)
            field.isRequired = false
            for member in members.sorted(by: { $0.name < $1.name }) where member.value != true {
                switch member.value {
                case .string(let text): field.attributes.append(.init(member.name, text))
                case .integer(let digits): field.attributes.append(.init(member.name, digits))
                default: break
                }
            }
            for member in members where member.value == true { field.attributes.append(.init(member.name)) }
            guard case .object(let form) = BoundForm([field]).templateModel(), case .list(let fields)? = form["fields"],
                case .object(let model)? = fields.first
            else {
                Issue.record("a form has fields")
                continue
            }
            let html = try #require(test["html"]?.string)
            let drawn = try draw("field", model)
            #expect(drawn == "<input type=\"hidden\" name=\"f\"\(html) id=\"id_f\">\n")
        }
    }
}
