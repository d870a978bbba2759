import Gatehouse
import GatehouseAuth
import GatehouseWeb
import HTTPTypes

extension FeatureConformance {
    static var pageChecks: [Check] {
        [
            site("each of its pages answers GET or POST") { _, parts, _ in
                for page in parts.pages {
                    try expect(page.get != nil || page.post != nil, "\(page.page) answers nothing")
                }
            },
            site("pages that need a user are closed to strangers, and no page fails for them") { site, parts, _ in
                for (path, isClosed) in paths(site, parts, where: { $0.get != nil && $0.needsUser }).map({ ($0, true) })
                    + paths(site, parts, where: { $0.get != nil && !$0.needsUser }).map({ ($0, false) })
                {
                    let page = try await site.browser().get(path)
                    try expect(page.status.code < 500, "\(path) answers \(page.status)")
                    try expect(!isClosed || page.status != .ok, "\(path) is shown to a stranger")
                }
            },
            site("somebody who signs in gets to a page, which is drawn, as are those that its links lead to") {
                site, parts, subject in
                _ = try await account(site, subject)
                let browser = site.browser()
                let answer = try await site.signIn("ada@example.com", in: browser)
                let path = try require(answer.headers[.location], "sign-in answers \(answer.status)")
                let page = try await browser.get(path)
                try expect(page.status == .ok, "\(path), to which sign-in leads, answers \(page.status)")
                guard path == site.pages.path(.index) else { return }
                for (name, title) in parts.sections.compactMap(\.link) where site.pages[name] != nil {
                    let page = try await browser.get(site.pages.path(name))
                    try expect(page.status.code < 500, "\(title) answers \(page.status)")
                }
            },
            site("links and steps lead to pages of the site") { site, parts, subject in
                let own = Set(parts.pages.map(\.page))
                for (name, title) in parts.sections.compactMap(\.link) {
                    try expect(own.contains(name) || PageName.all.contains(name), "\(title) leads to no page")
                }
                let known = Set(paths(site, parts) { $0.get != nil } + PageName.all.compactMap { site.pages[$0] })
                for step in parts.steps {
                    try expect(known.contains(step.path), "\(step.name) has its page at \(step.path), where none is")
                }
            },
            Check("a page of it that is off is not there, or refuses the start with a reason") { subject in
                var pages: [PageName: String] = [:]
                try await withSite(subject) { site, parts in
                    for page in parts.pages.map(\.page) { pages[page] = site.pages[page] }
                }
                for (name, path) in pages {
                    do {
                        try await withSite(subject, adjust: { $0.web.pages[name] = nil }) { site, _ in
                            let page = try await site.browser().get(path)
                            try expect(page.status == .notFound, "\(path) answers \(page.status)")
                        }
                    } catch is FeatureError {}
                }
            },
        ]
    }
}
