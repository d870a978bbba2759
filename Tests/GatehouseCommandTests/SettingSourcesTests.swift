import Gatehouse
import Testing

@testable import GatehouseCommand

@Suite("Settings")
struct SettingSourcesTests {
    private func settings(_ environment: [String: String], _ file: String = "") throws -> SiteSettings {
        let all = ["GATEHOUSE_PROFILE": "development"].merging(environment) { $1 }
        return try SiteSettings(SettingSources(environment: all, file: Array(file.utf8)))
    }

    @Test("all settings of a file with the line ends of Windows count, and the environment comes first")
    func both() throws {
        let file = "\u{FEFF}GATEHOUSE_PORT=9000\r\nexport GATEHOUSE_SITE_NAME=\"Our site\"\r\nGATEHOUSE_HOST='::1'\r\n"
        let settings = try settings(["GATEHOUSE_PORT": "9001"], file)
        #expect(settings.port == 9001 && settings.siteName == "Our site" && settings.host == "::1")
    }

    @Test("a name of ours that is no setting is refused with its line and what may have been meant")
    func unknown() {
        let inFile = #expect(throws: SettingError.self) {
            _ = try settings([:], "# mine\nGATEHOUSE_MONGO_URL=mongodb://u:secret@h/\n")
        }
        #expect(inFile?.status == 2)
        #expect(
            inFile?.description == ".env line 2: GATEHOUSE_MONGO_URL is no setting. Did you mean GATEHOUSE_MONGODB_URL?"
        )
        let outside = #expect(throws: SettingError.self) { _ = try settings(["GATEHOUSE_COLOUR": "red"]) }
        #expect(outside?.status == 2 && outside?.description == "GATEHOUSE_COLOUR is no setting.")
    }

    @Test("a mistyped name is told before the setting that is missing because of it")
    func unknownFirst() {
        let error = #expect(throws: SettingError.self) {
            _ = try settings(["GATEHOUSE_PROFILE": "production", "GATEHOUSE_MONGO_URL": "mongodb://h/"])
        }
        #expect(error?.description == "GATEHOUSE_MONGO_URL is no setting. Did you mean GATEHOUSE_MONGODB_URL?")
    }

    @Test("names of others, of the tools and of Kubernetes are nobody's business")
    func others() throws {
        let environment = [
            "PATH": "/bin", "GATEHOUSE_MONGOD": "/bin/mongod", "GATEHOUSE_SERVICE_HOST": "10.0.0.1",
            "GATEHOUSE_PORT_8080_TCP": "tcp://10.0.0.1:8080",
        ]
        _ = try settings(environment, "OTHER=1\nDJANGO_SETTINGS_MODULE=site\n")
    }

    @Test("the time for a call to the database is a setting")
    func mongoTimeout() throws {
        let key = ["GATEHOUSE_SECRET_KEY": String(repeating: "0123456789", count: 5)]
        for (more, seconds) in [([:], 10), (["GATEHOUSE_MONGODB_TIMEOUT_SECONDS": "30"], 30)] {
            let settings = try settings(key.merging(more) { $1 }).gatehouseSettings(mongoURL: "mongodb://h/")
            #expect(settings.mongo.timeout == .seconds(seconds))
        }
        for wrong in ["0", "601", "2.5", "10s"] {
            #expect(throws: SettingError.self, "\(wrong)") {
                _ = try settings(["GATEHOUSE_MONGODB_TIMEOUT_SECONDS": wrong])
            }
        }
    }

    @Test("codes by mail are a feature that is off unless it is named, and needs mail")
    func features() throws {
        #expect(try settings([:]).features == [.factors, .passkeys, .activity])
        #expect(try settings(["GATEHOUSE_FEATURES": "mail-codes, factors"]).features == [.mailCodes, .factors])
        #expect(try settings(["GATEHOUSE_FEATURES": "none"]).features.isEmpty)
        let error = #expect(throws: SettingError.self) {
            _ = try settings(["GATEHOUSE_PROFILE": "production", "GATEHOUSE_FEATURES": "mail-codes"])
        }
        #expect(error?.description == "GATEHOUSE_MAIL_URL is not set, but GATEHOUSE_FEATURES names mail-codes.")
    }

    @Test("a line that is not understood ends with 2 and names the line")
    func unclear() {
        let error = #expect(throws: SettingError.self) { _ = try settings([:], "GATEHOUSE_PORT=1\nGATEHOUSE_HOST\n") }
        #expect(error?.status == 2 && error?.description.hasPrefix(".env line 2: ") == true)
    }

    @Test("a build without SMTP refuses a mail server, says so, and sends mail in other ways")
    func withoutSMTP() throws {
        func choice(_ url: String) throws -> MailChoice? {
            let sources = try SettingSources(environment: ["GATEHOUSE_MAIL_URL": url], file: [])
            return try MailChoice.read(sources.reader, profile: .production, hasSMTP: false)
        }
        for url in ["smtp://u:secret@mail.example.org", "smtps://mail.example.org"] {
            let error = #expect(throws: SettingError.self) { try choice(url) }
            #expect(
                error?.description
                    == "GATEHOUSE_MAIL_URL asks for SMTP, which this build leaves out: build with the trait "
                    + "SMTP, or use file:FOLDER.")
        }
        #expect(try choice("console:")?.isForDevelopment == true)
        let other = #expect(throws: SettingError.self) { try choice("http://mail.example.org") }
        #expect(other?.description.hasPrefix("GATEHOUSE_MAIL_URL must be") == true)
    }
}
