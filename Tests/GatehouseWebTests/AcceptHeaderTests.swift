import Testing

@testable import GatehouseWeb

@Suite("What a client asks for")
struct AcceptHeaderTests {
    @Test(
        "JSON is answered where it is wanted more than a page",
        arguments: [
            ("application/json", true), ("application/problem+json", true), ("Application/JSON; charset=utf-8", true),
            ("application/json, text/plain, */*", true), ("application/*", true),
            ("text/html;q=0.5, application/json", true), ("application/json, text/html;q=0.999", true),
            ("text/*;q=0.9, application/json;q=0.95", true), ("text/html;q=0, application/json;q=0.1", true),
            ("*/*", false), ("", false), ("text/html", false), ("text/html, application/json", false),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false),
            ("application/json;q=0.5, text/html", false), ("application/json;q=0, */*", false),
            ("application/json;q=0", false), ("application/jsonp", false), ("image/jpeg", false),
            ("text/plain; x=application/json", false), ("application/json;q=2", false),
            ("application/json;q=0.1, */*;q=0.5", false),
        ])
    func choice(header: String, wantsJSON: Bool) { #expect(AcceptHeader(header).prefersJSON == wantsJSON) }
}
