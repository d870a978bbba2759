import GatehouseAuth
import GatehouseBase
import GatehouseForms

/// The pages for programs, as OpenAPI 3.1. Made from the routes themselves, so that it cannot say otherwise than they
/// do.
struct OpenAPIDocument<User: Account> {
    let pages: AccountPages<User>

    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": .string(pages.settings.siteName), "version": "1",
                "description":
                    "Ask for application/json. A request that changes something needs the header X-CSRFToken with the csrf_token of a page got before, unless a browser says that it comes from the site itself.",
            ],
            "servers": [["url": .string(pages.paths.prefix.isEmpty ? "/" : pages.paths.prefix)]],
            "paths": .object(pages.routes.map { .init(pages.path($0), item($0)) }),
            "components": ["schemas": OpenAPISchemas.all, "securitySchemes": securitySchemes],
        ]
    }

    private var securitySchemes: JSONValue {
        ["session": ["type": "apiKey", "in": "cookie", "name": .string(pages.settings.sessionCookieName)]]
    }

    private func item(_ route: Page<User>) -> JSONValue {
        var members: [JSONValue.Member] = []
        let varying = Self.varyingParts(of: route.suffix)
        if !varying.isEmpty { members.append(.init("parameters", .array(varying))) }
        if route.get != nil { members.append(.init("get", operation(route, isPost: false))) }
        if route.post != nil { members.append(.init("post", operation(route, isPost: true))) }
        return .object(members)
    }

    private func operation(_ route: Page<User>, isPost: Bool) -> JSONValue {
        let name = "\(route.page)" + route.suffix.filter { $0.isLetter || $0 == "-" }
        var members: [JSONValue.Member] = [
            .init("operationId", .string((isPost ? "post_" : "get_") + name)),
            .init("summary", .string(route.summary)), .init("tags", [.string("\(route.page)")]),
        ]
        if route.needsUser { members.append(.init("security", [["session": []]])) }
        if isPost {
            members.append(.init("parameters", [Self.csrfHeader]))
            let schema = requestSchema(route.form?() ?? [])
            members.append(
                .init(
                    "requestBody",
                    [
                        "content": [
                            "application/json": ["schema": schema],
                            "application/x-www-form-urlencoded": ["schema": schema],
                        ]
                    ]))
        }
        members.append(.init("responses", responses(route, isPost: isPost)))
        return .object(members)
    }

    /// The parts of a path that vary, as `{token}`.
    private static func varyingParts(of suffix: String) -> [JSONValue] {
        suffix.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map { part in
            let name = String(part.dropFirst().dropLast())
            let description =
                name == "token" ? "The single-use token of a mail's link." : "One of those that the site names."
            return [
                "name": .string(name), "in": "path", "required": true, "description": .string(description),
                "schema": ["type": "string"],
            ]
        }
    }

    private static var csrfHeader: JSONValue {
        [
            "name": "X-CSRFToken", "in": "header", "required": false,
            "description": "The csrf_token of a page that was got before.", "schema": ["type": "string"],
        ]
    }

    private func requestSchema(_ fields: [FormField]) -> JSONValue {
        let properties = fields.filter { $0.name != "remember_offered" }.map { field -> (String, JSONValue) in
            var members: [JSONValue.Member] = [
                .init("type", field.kind == .boolean ? "boolean" : "string"),
                .init("description", .string(field.label.isEmpty ? field.name : field.label)),
            ]
            if field.widget == .password { members.append(.init("format", "password")) }
            if field.widget == .email { members.append(.init("format", "email")) }
            if let minimum = field.minimumLength ?? (field.isRequired && field.kind != .boolean ? 1 : nil) {
                members.append(.init("minLength", .integer(String(minimum))))
            }
            if let maximum = field.maximumLength { members.append(.init("maxLength", .integer(String(maximum)))) }
            if case .choice(let choices) = field.kind {
                members.append(.init("enum", .array(choices.map { .string($0.value) })))
            }
            return (field.name, .object(members))
        }
        return objectSchema(properties, required: fields.filter { $0.isRequired && $0.kind != .boolean }.map(\.name))
    }

    private func responses(_ route: Page<User>, isPost: Bool) -> JSONValue {
        let done: JSONValue = ["$ref": "#/components/schemas/Done"]
        let all: JSONValue =
            if isPost {
                done
            } else if let answer = route.answer {
                answerSchema(answer)
            } else {
                // Who is signed in already is sent on instead of getting a form.
                ["anyOf": [["$ref": "#/components/schemas/Form"], done]]
            }
        let page: JSONValue = ["schema": ["type": "string"]]
        var members: [JSONValue.Member] = [
            .init(
                "200",
                [
                    "description": isPost ? "It was done." : "The page.",
                    "content": ["application/json": ["schema": all], "text/html": page],
                ]),
            .init("302", ["description": "Browsers go on to another page."]),
        ]
        let problems = [
            ("400", "What was sent cannot be read."),
            ("401", "Only for people who are signed in, or who signed in recently."),
            ("403", "The request does not prove that it comes from the site's own pages."),
            ("404", "There is no such page, or the link is not good any more."), ("405", "Another method is needed."),
            ("408", "The request took too long to arrive."),
            ("409", "Somebody is signed in already, or the account was changed meanwhile."),
            ("413", "The request is too large."), ("414", "The address is too long."),
            ("415", "What was sent is of a kind that is not read."),
            ("422", "What was sent is not taken; `errors` says what is wrong by field."),
            ("429", "Too many tries; `Retry-After` says when to come again."),
            ("431", "The headers are too large."),
            ("503", "The site cannot answer now; `Retry-After` says when to come again."),
        ]
        for (status, description) in problems {
            members.append(
                .init(
                    status,
                    [
                        "description": .string(description),
                        "content": [
                            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]],
                            "text/html": page,
                        ],
                    ]))
        }
        return .object(members)
    }

    private func answerSchema(_ answer: [String: APIType]) -> JSONValue {
        let names = answer.keys.sorted()
        return objectSchema(
            names.map { ($0, answer[$0]?.schema ?? true) } + [("csrf_token", APIType.text.schema)], required: names)
    }
}

/// What the answers are made of.
enum OpenAPISchemas {
    static var all: JSONValue {
        [
            "Done": objectSchema(
                [
                    ("next", ["type": "string", "description": "The path of the page to go on with."]),
                    ("messages", ["type": "array", "items": ["type": "string"]]),
                    (
                        "codes",
                        [
                            "type": "array", "items": ["type": "string"],
                            "description": "The code of each message, in the same order.",
                        ]
                    ),
                    (
                        "step",
                        ["type": "string", "description": "What is to be done there before anybody is signed in."]
                    ),
                ], required: ["next", "messages", "codes"]),
            "Form": objectSchema(
                [
                    ("fields", ["type": "array", "items": ["$ref": "#/components/schemas/Field"]]),
                    ("csrf_token", ["type": "string"]),
                ], required: ["fields", "csrf_token"]),
            "Field": objectSchema(
                [
                    ("name", ["type": "string"]), ("label", ["type": "string"]), ("type", ["type": "string"]),
                    ("required", ["type": "boolean"]), ("help", ["type": "string"]),
                    ("min_length", ["type": "integer"]), ("max_length", ["type": "integer"]),
                    ("choices", ["type": "array", "items": ["type": "string"]]), ("value", ["type": "string"]),
                ], required: ["name", "label", "type", "required"]),
            "Failure": objectSchema(
                [("code", ["type": "string"]), ("message", ["type": "string"])], required: ["code", "message"]),
            "Problem": objectSchema(
                [
                    ("type", ["type": "string"]), ("title", ["type": "string"]), ("status", ["type": "integer"]),
                    ("detail", ["type": "string"]), ("code", ["type": "string"]),
                    (
                        "errors",
                        [
                            "type": "object",
                            "additionalProperties": [
                                "type": "array", "items": ["$ref": "#/components/schemas/Failure"],
                            ],
                        ]
                    ), ("form_errors", ["type": "array", "items": ["$ref": "#/components/schemas/Failure"]]),
                ], required: ["title", "status", "detail"]),
            "User": objectSchema(
                ["id", "email", "first_name", "last_name"].map { ($0, ["type": "string"]) },
                required: ["id", "email"]),
            "Device": objectSchema(
                [
                    ("id", ["type": "string"]), ("agent", ["type": "string"]),
                    ("address", ["type": ["string", "null"]]),
                    ("first_seen", ["type": "string", "format": "date-time"]),
                    ("last_seen", ["type": "string", "format": "date-time"]), ("is_current", ["type": "boolean"]),
                ], required: ["id", "agent", "first_seen", "last_seen", "is_current"]),
        ]
    }
}
