import FeatureMembers
import Foundation
import Gatehouse
import GatehouseBase
import GatehouseTesting
import HTTPTypes
import Testing
import VectorFiles

@testable import GatehousePasskeys

@Suite("The account's passkeys")
struct PasskeyPagesTests {
    @Test("WA6: authenticators know an account by random bytes, the same for all its passkeys")
    func handle() async throws {
        try await withPasskeys { site in
            let (passkey, browser) = try await site.withPasskey()
            let options = try await site.options("/security/passkeys/new/", browser)
            let handle = try #require(options["user"]?["id"]?.string)
            #expect(handle == passkey.handle && Base64URL.decode(handle)?.count == 32)
            let ada = try await site.account()
            let decoded = String(decoding: Base64URL.decode(handle) ?? [], as: UTF8.self)
            #expect(!decoded.contains("ada") && !decoded.contains(ada.id?.keyText ?? "-"))
            guard case .array(let excluded)? = options["excludeCredentials"] else { throw TestFailure() }
            #expect(excluded.first?["id"]?.string == Base64URL.encode(passkey.id))
            #expect(excluded.first?["transports"] == .array(["internal", "hybrid"]))
            #expect(options["attestation"]?.string == "none")
        }
    }

    @Test("WA8: the three algorithms that are checked are offered, and no other")
    func algorithms() async throws {
        try await withPasskeys { site in
            let browser = try await site.site.signedIn("ada@example.com")
            let options = try await site.options("/security/passkeys/new/", browser)
            guard case .array(let offered)? = options["pubKeyCredParams"] else { throw TestFailure() }
            #expect(Set(offered.map { $0["alg"]?.integer }) == [-7, -8, -257])
        }
    }

    @Test("WA10: a passkey of one account cannot be added to another")
    func unique() async throws {
        try await withPasskeys { site in
            var (passkey, browser) = try await site.withPasskey()
            let bob = try await site.site.signedIn("bob@example.com")
            let answer = try await site.add(&passkey, in: bob)
            #expect(
                answer.status == .unprocessableContent
                    && answer.body.contains("This passkey belongs to an account already."))
            #expect(try await site.add(&passkey, in: browser).status == .unprocessableContent)
            #expect(try await site.store().documents.count() == 1)
        }
    }

    @Test("WA11: the last way in of an account without a password stays, also when two are removed at once")
    func lastWayIn() async throws {
        try await withPasskeys { site in
            let (first, browser) = try await site.withPasskey()
            var second = SoftAuthenticator()
            try await site.add(&second, named: "Key", in: browser)
            let ada = try await site.account()
            let id = try #require(ada.id)
            let store = try site.store()
            let ids = [first.id, second.id].map { Base64URL.encode($0) }
            let removed = await withTaskGroup(of: Bool.self) { group in
                for passkey in ids {
                    group.addTask { (try? await store.remove(passkey, from: id, keepsOne: true)) == true }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            let left = try await store.passkeys(of: id)
            #expect(left.count >= 1 && removed == 2 - left.count)
            for passkey in left.dropFirst() { _ = try await store.remove(passkey.id ?? "", from: id, keepsOne: true) }
            await #expect(throws: InvalidInput.self) {
                try await store.remove(left[0].id ?? "", from: id, keepsOne: true)
            }
            #expect(try await store.passkeys(of: id).count == 1)
        }
    }

    @Test("AS6: with the last passkey of an account with a password, the demand for one ends; a removed one is refused")
    func removed() async throws {
        try await withPasskeys { site in
            let (passkey, browser) = try await site.withPasskey()
            try await browser.get("/security/passkeys/")
            let id = Base64URL.encode(passkey.id)
            #expect(try await browser.submit("/security/passkeys/remove/", ["passkey": "AAAA"]).status == .notFound)
            let answer = try await browser.submit("/security/passkeys/remove/", ["passkey": id])
            #expect(answer.headers[.location] == "/security/passkeys/")
            #expect(site.events.kinds.contains("account.factor-removed"))
            #expect(try await site.signIn(passkey, in: site.site.browser()).status == .unprocessableContent)
            #expect(try await site.shown().1.headers[.location] == "/index/")
        }
    }

    @Test("AS5: a session that has shown less than the account can, or long ago, changes no passkey")
    func fresh() async throws {
        try await withPasskeys { site in
            let before = try await site.site.signedIn("ada@example.com")
            let (passkey, browser) = try await site.withPasskey()
            site.clock.advance(by: 601)
            let id = Base64URL.encode(passkey.id)
            for (path, fields) in [
                ("/security/passkeys/new/", ["credential": "{}", "name": "x"]),
                ("/security/passkeys/remove/", ["passkey": id]),
                ("/security/passkeys/rename/", ["passkey": id, "name": "Mine"]),
            ] {
                let answer = try await browser.submit(path, fields, headers: PasskeySite.json)
                #expect(answer.status == .unauthorized && answer.body.contains("sign_in_again"), "\(path)")
            }
            #expect(try await browser.get("/security/passkeys/new/").status != .ok)
            // AS7: the session of before is over.
            #expect(try await before.get("/index/").headers[.location] == "/signin/")
        }
    }

    @Test("AS7: turning the first passkey on ends the account's other sessions")
    func others() async throws {
        try await withPasskeys { site in
            let other = try await site.site.signedIn("ada@example.com")
            let (_, browser) = try await site.withPasskey()
            #expect(try await other.get("/index/").headers[.location] == "/signin/")
            #expect(try await browser.get("/index/").status == .ok)
        }
    }

    @Test("AS12: a new password does not switch the passkey off, and does not sign in")
    func reset() async throws {
        try await withPasskeys { site in
            _ = try await site.withPasskey()
            var ada = try await site.account()
            _ = try await site.gatehouse.administration.setPassword("another horse", of: &ada)
            let browser = site.site.browser()
            let answer = try await site.site.signIn("ada@example.com", password: "another horse", in: browser)
            #expect(answer.headers[.location] == "/signin/factor/")
        }
    }

    @Test("passkeys have names, which can change, and say which program or device keeps them")
    func names() async throws {
        try await withPasskeys { site in
            let (passkey, browser) = try await site.withPasskey {
                $0.aaguid = Vectors.bytes(hex: "d548826e79b4db40a3d811116f7e8349")
                $0.flags = 0x1D
            }
            let page = try await browser.get("/security/passkeys/").body
            #expect(page.contains("<bdi>Bitwarden</bdi>") && page.contains("May be copied to your other devices"))
            let id = Base64URL.encode(passkey.id)
            let wrong = try await browser.submit("/security/passkeys/rename/", ["passkey": id, "name": ""])
            #expect(wrong.status == .unprocessableContent)
            try await browser.submit("/security/passkeys/rename/", ["passkey": id, "name": "Vault <b>"])
            let list = try await browser.get("/security/passkeys/", headers: PasskeySite.json).body
            #expect(list.contains("\"authenticator\":\"Bitwarden\"") && list.contains("\"is_synced\":true"))
        }
    }

    @Test("what is kept goes with the account, and its owner takes away what is no key")
    func record() async throws {
        try await withPasskeys { site in
            _ = try await site.withPasskey()
            let ada = try await site.account()
            let export = try await site.gatehouse.lifecycle.export(of: ada)
            let kept = try #require(export[path: "data", "passkeys"]?.array?.values.first?.document)
            #expect(kept["name"]?.string == "Phone" && kept.keys == ["name", "added"])
            _ = try await site.gatehouse.administration.delete(ada)
            #expect(try await site.store().documents.count() == 0)
            #expect(try await site.store().owners.count() == 0)
        }
    }

    @Test("an operator takes all passkeys from an account, which ends its sessions")
    func operatorRemoves() async throws {
        try await withPasskeys { site in
            let (passkey, browser) = try await site.withPasskey()
            #expect(try await site.gatehouse.administration.resetFactors(of: try await site.account()) >= 1)
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            #expect(try await site.signIn(passkey, in: site.site.browser()).status == .unprocessableContent)
        }
    }
}
