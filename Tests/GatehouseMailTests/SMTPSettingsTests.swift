import Testing

@testable import GatehouseMail

@Suite("Settings of a mail server")
struct SMTPSettingsTests {
    @Test(
        "a URL says it all",
        arguments: [
            ("smtp://mail.example.org", "mail.example.org", 587, SMTPSettings.Security.startTLS, nil, nil),
            ("smtp://mail.example.org:2525/", "mail.example.org", 2525, .startTLS, nil, nil),
            ("SMTPS://ann:pass@mail.example.org", "mail.example.org", 465, .tls, "ann", "pass"),
            ("smtp://a%40b:p%3A%2F%20%C3%BC%25@h?security=starttls", "h", 587, .startTLS, "a@b", "p:/ ü%"),
            ("smtp://localhost:1025?security=none", "localhost", 1025, .unprotectedNone, nil, nil),
            ("smtp://127.0.0.1?security=none", "127.0.0.1", 25, .unprotectedNone, nil, nil),
            ("smtp://a:b@[::1]:2500?security=none", "::1", 2500, .unprotectedNone, "a", "b"),
            ("smtp://a:b@127.1.2.3?security=none", "127.1.2.3", 25, .unprotectedNone, "a", "b"),
        ] as [(String, String, Int, SMTPSettings.Security, String?, String?)])
    func urls(
        _ url: String, _ host: String, _ port: Int, _ security: SMTPSettings.Security, _ user: String?,
        _ password: String?
    ) throws {
        let settings = try SMTPSettings(url: url)
        #expect(settings.host == host && settings.port == port && settings.security == security)
        #expect(settings.username == user && settings.password == password)
    }

    @Test(
        "a URL that says too much or too little is refused, and never repeated (L2)",
        arguments: [
            "", "smtp", "smtp:", "smtp://", "smtp://:25", "http://h", "smtp://h:0", "smtp://h:70000", "smtp://h:x",
            "smtp://ann:canary@h?security=none", "smtp://ann:canary@127.example.org?security=none",
            "smtp://ann:canary@127.0.0.1.example.org?security=none", "smtp://ann:canary@10.0.0.1?security=none",
            "smtp://canary@h", "smtp://:canary@h", "smtp://ann:@h", "smtp://a:can%0D%0Aary@h", "smtp://a:canary%00@h",
            "smtp://a:canary%FF@h", "smtp://a:canary%@h", "smtp://a:can ary@h", "smtp://a:can@ary@h",
            "smtp://a:can#ary@h",
            "smtp://h/canary", "smtp://h?security=canary", "smtp://h?tls=canary",
            "smtp://h?security=none&security=none",
            "smtp://h?security", "smtps://h?security=none", "smtps://h?security=starttls", "smtp://h%0d%0acanary",
            "smtp://bücher.example", "smtp://h_%2f", "smtp://h#canary",
        ])
    func refused(_ url: String) throws {
        let error = try #require(throws: SMTPSettingsError.self) { try SMTPSettings(url: url) }
        #expect(!"\(error)\(String(reflecting: error))".contains("canary") && !error.description.isEmpty)
    }

    @Test("a password never goes over a network in the clear, however it was set")
    func unprotected() throws {
        var settings = SMTPSettings(host: "mail.example.org", username: "ann", password: "canary")
        settings.security = .unprotectedNone
        #expect(throws: SMTPSettingsError.self) { try SMTPTransport(settings) }
        settings.host = "h\r\nx"
        #expect(throws: SMTPSettingsError.self) { try settings.check() }
        settings = SMTPSettings(host: "h")
        settings.localName = "h/../x"
        #expect(throws: SMTPSettingsError.self) { try settings.check() }
        settings.localName = nil
        settings.timeout = .zero
        #expect(throws: SMTPSettingsError.self) { try settings.check() }
    }

    @Test("printed, settings show neither user name nor password (L2)")
    func printed() throws {
        let settings = try SMTPSettings(url: "smtp://canary:canary@mail.example.org")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect("\(settings)" == "SMTP to mail.example.org:587, STARTTLS, with a password")
        #expect(!"\(settings)\(String(reflecting: settings))\(dumped)".contains("canary"))
    }
}
