import FeatureMembers
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehouseFactors

@Suite("Recovery codes")
struct RecoveryCodeTests {
    private func codes(of page: TestBrowser.Page) -> [String] {
        page.body.matches(of: /<li><code>([-0-9A-Z]+)<\/code><\/li>/).map { String($0.1) }
    }

    @Test("RC1, RC3: ten codes are shown once, and stored as hashes alone; new ones end the old ones")
    func made() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            _ = try await site.addApp(browser)
            #expect(try await browser.get("/security/").body.contains("You have no recovery codes."))
            try await browser.get("/security/recovery-codes/")
            let first = codes(of: try await browser.submit("/security/recovery-codes/new/", [:]))
            #expect(first.count == 10 && Set(first).count == 10)
            #expect(first.allSatisfy { $0.count == 19 })
            #expect(try await browser.get("/security/recovery-codes/").body.contains("<strong>10</strong>"))
            let stored = "\(try await site.gatehouse.mongo.run(["find": "recovery_codes"]))"
            for code in first { #expect(!stored.contains(code) && !stored.contains(code.replacing("-", with: ""))) }
            let second = codes(of: try await browser.submit("/security/recovery-codes/new/", [:]))
            let (other, _) = try await site.shown()
            try await other.get("/signin/factor/recovery-code/")
            let old = try await other.submit("/signin/factor/recovery-code/", ["code": first[0]])
            #expect(old.status == .unprocessableContent)
            // Of either case, without hyphens, with letters that look like digits.
            let typed = second[0].lowercased().replacing("-", with: " ").replacing("0", with: "o")
            #expect(try await other.submit("/signin/factor/recovery-code/", ["code": typed]).status == .found)
            #expect(try await other.get("/security/").body.contains("<strong>9</strong>"))
            #expect(site.events.kinds.contains("account.recovery-code-used"))
        }
    }

    @Test("RC2: of 64 who show the same code at once, on two instances, one wins")
    func race() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            _ = try await site.addApp(browser)
            let ada = try await site.account()
            let instances = try (0..<2).map { _ in RecoveryCodes<Member>(in: .mongo(try site.gatehouse.mongo)) }
            let made = try await instances[0].make(for: ada.id!)
            let wins = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<64 {
                    group.addTask { try await instances[number % 2].check(["code": made[3]], of: ada).count }
                }
                return try await group.reduce(0, +)
            }
            #expect(wins == 1)
            #expect(try await instances[0].left(of: ada.id!)?.count == 9)
        }
    }

    @Test("AS6: codes that are left over ask for nothing, and go with the last app")
    func leftOver() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            #expect(try await browser.get("/security/recovery-codes/").body.contains("Add an authenticator app first"))
            try await browser.get("/security/apps/new/")
            #expect(try await browser.submit("/security/recovery-codes/new/", [:]).status == .conflict)
            let codes = RecoveryCodes<Member>(in: .mongo(try site.gatehouse.mongo))
            let id = try await site.account().id!
            _ = try await codes.make(for: id)
            let (_, answer) = try await site.shown()
            #expect(answer.headers[.location] == "/index/")
            _ = try await site.addApp(browser)
            let app = try #require(try await site.apps().apps(of: id).first?.id)
            try await browser.get("/security/apps/")
            try await browser.submit("/security/apps/remove/", ["app": app])
            #expect(try await codes.left(of: id) == nil)
        }
    }

    @Test("what cannot be a code is none, whatever its letters")
    func letters() {
        #expect(RecoveryCode.letters(of: "7k2m-q4xd-0000-1111") == "7K2MQ4XD00001111")
        #expect(RecoveryCode.letters(of: "OIL0 oil0 0000 0000") == "0110011000000000")
        for text in ["", "7K2M", "7K2M-Q4XD-0000-111U", "7K2M-Q4XD-0000-11111", String(repeating: "0", count: 100)] {
            #expect(RecoveryCode.letters(of: text) == nil)
        }
    }
}
