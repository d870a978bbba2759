import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import Testing
import VectorFiles

/// What mongodbforms made of mongoengine's documents: `document_forms` of `Tests/Vectors/forms-html.json`.
///
/// Where ours differ, and why:
/// - a taken value has the code `unique` and words of its own; theirs has no code and names the class;
/// - an address has Django's limit of 320 unless the form says otherwise;
/// - a text without a limit is one line unless the form says otherwise; theirs has several;
/// - a date is one field with a day; theirs are two texts.
@Suite("mongodbforms' forms of documents")
struct DjangoDocumentFormTests {
    struct PlainUser: Document {
        static let collection = "users"
        var id: Int?
        var email: String
        var password: String
        var firstName: String
        var lastName: String
        static let schema = Schema<PlainUser> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .required, .email(EmailRules()))
            Field("password", \.password, .required, .length(8...256))
            Field("first_name", \.firstName, .required)
            Field("last_name", \.lastName, .required)
        }
    }

    struct IntPkUser: Document {
        static let collection = "int_users"
        var id: Int?
        var email: String
        var password: String
        var firstName: String?
        static let schema = Schema<IntPkUser> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .required, .email(EmailRules()), .unique)
            Field("password", \.password, .required, .length(8...256))
            Field("first_name", \.firstName, .length(...20))
        }
    }

    struct DefaultUser: Document {
        static let collection = "default_user"
        var id: ObjectID?
        var name: String?
        var at: Date?
        var opt: String?
        var big: Int32?
        var lng: Int?
        var flag: Bool?
        static let schema = Schema<DefaultUser> {
            PrimaryKey(\.id, .objectID)
            Field("name", \.name)
            Field("at", \.at)
            Field("opt", \.opt)
            Field("big", \.big)
            Field("lng", \.lng)
            Field("flag", \.flag)
        }
    }

    private static func expected(_ form: String) throws -> [JSONValue] {
        try Vectors.list("forms-html", "document_forms").filter { $0["form"]?.string == form }
    }

    @Test("a form of two fields of a document")
    func signIn() throws {
        let form = DocumentForm(PlainUser.self, fields: ["email", "password"]) { field in
            adjust(&field)
            field.placeholder = "Enter your " + (field.name == "email" ? "Email" : "password")
        }
        let all = try Self.expected("SignIn")
        #expect(all.count == 3)
        for test in all { try compare(form, test) }
    }

    @Test("a form with a field that the document does not have")
    func signUp() throws {
        let placeholders = ["email": "E", "password": "P", "first_name": "F"]
        let form = DocumentForm(PlainUser.self) { field in
            adjust(&field)
            field.placeholder = placeholders[field.name] ?? ""
            if field.name == "last_name" { field.widget = .textarea }
        }.adding(FormField("password_retype", .password), after: "password")
        let all = try Self.expected("SignUp")
        #expect(all.count == 2)
        for test in all { try compare(form, test) }
        let sent = "email=a%40b.co&password=12345678&password_retype=12345678&first_name=A&last_name=B"
        let bound = try form.bound(FormData(urlEncoded: sent.utf8))
        #expect(bound.isValid && bound.cleaned["password_retype"] == .text("12345678"))
        #expect(try form.members(of: bound)["password_retype"] == nil)
        #expect(try Set(form.members(of: bound).keys) == ["email", "password", "first_name", "last_name"])
    }

    @Test("a taken value is told beside its field, by saving, and a free one is stored")
    func unique() async throws {
        let form = DocumentForm(IntPkUser.self) { field in
            if field.name == "email" { field.maximumLength = nil }
        }
        for test in try Self.expected("Unique") {
            let users = Documents(IntPkUser.self, in: .memory())
            _ = try await users.ensureIndexes()
            var taken = IntPkUser(email: "taken@example.com", password: "12345678")
            try await users.insert(&taken)
            var bound = try form.bound(FormData(urlEncoded: try #require(test["data"]?.string).utf8))
            let members = try form.members(of: bound)
            let stored = try await form.insert(&bound, in: users)
            let isFree = test["valid"]?["value"] == true
            #expect((stored != nil) == isFree)
            #expect(bound.failures.fields == (isFree ? [] : ["email"]))
            #expect(bound.failures["email"].map(\.code) == (isFree ? [] : ["unique"]))
            let cleaned = test["cleaned_data"]
            #expect(members["first_name"]?.string == cleaned?["first_name"]?.string)
            #expect(members["password"]?.string == cleaned?["password"]?.string)
            try compareDrawn(bound, test)
        }
    }

    @Test("each kind of a document's fields becomes the same kind of a form's")
    func kinds() throws {
        let form = DocumentForm(DefaultUser.self) { field in
            if field.kind == .text { field.widget = .textarea }
        }
        for test in try Self.expected("AllFields") {
            #expect(form.form.fields.map(\.name) == names(test))
            try compareDrawn(try form.bound(), test, except: ["at"])
        }
    }

    /// `datetime_text_without_dateutil` of `Tests/Vectors/mongo.json`: a date's field here is a day, as HTML's.
    @Test("a day that mongoengine reads is read, and what it refuses is refused")
    func days() throws {
        let form = DocumentForm(DefaultUser.self, fields: ["at"])
        for test in try Vectors.list("mongo", "datetime_text_without_dateutil") {
            let input = try #require(test["input"]?.string)
            let bound = try form.bound(FormData(fields: [.init("at", input)]))
            let parsed = test["parsed"]?.string
            #expect(bound.isValid == (parsed == input + "T00:00:00"), "\(input)")
            if test["valid"] == false { #expect(!bound.failures["at"].isEmpty) }
            if bound.isValid {
                #expect(bound.cleaned["at"]?.date == (try Date("\(parsed ?? "")Z", strategy: .iso8601)))
            }
        }
    }

    private func adjust(_ field: inout FormField) {
        if field.name == "email" { field.maximumLength = nil }
        if field.name == "password" { (field.widget, field.strips) = (.password, false) }
    }

    private func names(_ test: JSONValue) -> [String] {
        guard case .array(let names)? = test["fields"] else { return [] }
        return names.compactMap(\.string)
    }

    private func compare<Root>(_ form: DocumentForm<Root>, _ test: JSONValue) throws {
        let bound = try test["data"]?.string.map { try form.bound(FormData(urlEncoded: $0.utf8)) } ?? form.bound()
        #expect(bound.fields.map(\.name) == names(test))
        #expect(bound.isValid == (test["valid"]?["value"] == true))
        for field in bound.fields {
            guard case .array(let failures)? = test["errors"]?[field.name] ?? .array([]) else { continue }
            let told = bound.failures[field.name].map { "\($0.code) \($0.text)" }
            #expect(told == failures.map { "\($0["code"]?.string ?? "") \($0["message"]?.string ?? "")" })
            #expect(bound.cleaned[field.name]?.text == test["cleaned_data"]?[field.name]?.string)
        }
        try compareDrawn(bound, test)
    }

    private func compareDrawn(_ bound: BoundForm, _ test: JSONValue, except left: Set<String> = []) throws {
        for field in bound.fields where !left.contains(field.name) {
            let html = try #require(test["widgets"]?[field.name]?.string)
            #expect(html.hasPrefix("<" + field.widget.element))
            #expect(DrawnAttribute.list(of: field, in: bound) == DrawnAttribute.list(in: html), "\(field.name)")
            let label = "<label for=\"\(bound.id(of: field))\">\(field.label):</label>"
            #expect(label == test["labels"]?[field.name]?.string)
        }
    }
}
