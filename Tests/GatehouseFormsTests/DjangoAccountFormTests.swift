import Foundation
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import Testing
import VectorFiles

/// The forms of `django.contrib.auth`, made of fields of ours: `auth_forms` of `Tests/Vectors/forms-html.json`.
@Suite("Django's forms of accounts")
struct DjangoAccountFormTests {
    @Test("are drawn with the same fields, labels, hints and attributes", arguments: [0, 1, 2])
    func drawn(number: Int) throws {
        let expected = try Vectors.list("forms-html", "auth_forms")[number]
        let bound = BoundForm(try #require(forms[expected["form"]?.string ?? ""]))
        guard case .array(let names)? = expected["fields"] else { return }
        #expect(bound.fields.map(\.name) == names.compactMap(\.string))
        for field in bound.fields {
            let html = try #require(expected["widgets"]?[field.name]?.string)
            #expect(DrawnAttribute.list(of: field, in: bound) == DrawnAttribute.list(in: html), "\(field.name)")
            let label = "<label for=\"\(bound.id(of: field))\">\(field.label):</label>"
            #expect(label == expected["labels"]?[field.name]?.string)
            #expect(field.help?.text ?? "" == expected["help"]?[field.name]?.string)
        }
    }

    private var forms: [String: [FormField]] {
        var username = FormField("username")
        username.maximumLength = 150
        username.attributes = [
            .init("autofocus"), .init("autocapitalize", "none"), .init("autocomplete", "username"),
        ]
        var password = FormField("password", .password)
        password.autocomplete = "current-password"
        var email = FormField("email", .email)
        email.autocomplete = "email"
        email.maximumLength = 254
        var first = FormField("new_password1", label: "New password", .password)
        first.autocomplete = "new-password"
        var second = FormField("new_password2", label: "New password confirmation", .password)
        second.autocomplete = "new-password"
        second.help = "Enter the same password as before, for verification."
        return [
            "AuthenticationForm": [username, password], "PasswordResetForm": [email],
            "SetPasswordForm": [first, second],
        ]
    }

    @Test("a password is drawn again only where its field says so, where Django's render_value draws it")
    func typedPassword() throws {
        for isShown in [false, true] {
            var field = FormField("password", .password)
            field.placeholder = "Password"
            field.showsTypedPassword = isShown
            let bound = try BoundForm(Form([field]), FormData(urlEncoded: "password=a%22b".utf8))
            let html =
                "<input type=\"password\" name=\"password\"" + (isShown ? " value=\"a&quot;b\"" : "")
                + " placeholder=\"Password\" required id=\"id_password\">"
            #expect(DrawnAttribute.list(of: field, in: bound) == DrawnAttribute.list(in: html))
        }
    }

    /// `usernames` of `Tests/Vectors/validators.json`: we have no user names, a form of an application's own may.
    @Test("a form may ask for a user name as Django's UsernameField does, with a cleaning that gives another value")
    func usernames() throws {
        var field = FormField("username")
        field.maximumLength = 150
        let form = Form([field]).cleaning("username") { value throws(Message) in
            let name = (value.text ?? "").precomposedStringWithCompatibilityMapping
            let count = name.unicodeScalars.count
            guard count <= 150 else { throw FieldMessages.tooLong(150, has: count) }
            return .text(name)
        }
        for test in try Vectors.list("validators", "usernames") {
            let input = try #require(test["input"]?.string)
            let data = try FormData(fields: [.init("username", input)])
            let bound = try BoundForm(form, data)
            let wanted = test["username_field_clean"]?["value"]?.string
            #expect(bound.cleaned["username"]?.text.map { Array($0.utf8) } == wanted.map { Array($0.utf8) }, "\(input)")
            if let refusal = test["username_field_clean"]?["message"]?.string {
                #expect(bound.errors["username"].map { "['\($0[0])']" } == refusal)
            }
        }
    }
}
