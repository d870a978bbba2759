import ArgumentParser
import Gatehouse
import GatehouseBase

/// Shows what Django's signed sessions hold.
struct DecodeSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Show what sessions in Django's format hold.",
        discussion: """
            Reads texts from standard input, one a line: the column session_data of Django's engines db and cached_db, \
            the content of a file of its engine file, or with --signed-cookie the cookie of its engine signed_cookies. \
            Prints a JSON object for each. Needs GATEHOUSE_SECRET_KEY to be Django's SECRET_KEY. Status 1 when one \
            cannot be read.
            """)

    @Flag(help: "The texts are cookies of Django's engine signed_cookies.")
    var signedCookie = false

    func run() async throws {
        let settings = try SiteSettings.read()
        guard let key = settings.secretKey else {
            throw SettingError(name: "GATEHOUSE_SECRET_KEY", message: "is not set.")
        }
        let codec = DjangoSessionCodec(
            keys: SecretKeys(key, fallbacks: settings.secretKeyFallbacks),
            salt: signedCookie ? DjangoSessionCodec.signedCookieSalt : DjangoSessionCodec.storeSalt)
        var failed = false
        while let line = readLine() {
            do {
                print(try codec.json(of: line))
            } catch {
                failed = true
                print(JSONValue.object([JSONValue.Member("error", .string("\(error)"))]).text)
            }
        }
        if failed { throw ExitCode(1) }
    }
}
