import GatehouseAuth
import GatehouseTemplates

/// What features add to the look of the pages.
struct FeatureLook: Sendable {
    var templates = [
        "account-links": "", "account-sections": "", "security-sections": "", "sign-up-ways": "", "ways-in": "",
    ]
    var texts: [[UInt8]] = []
    /// Paths of pages and of what is below them, by the names that templates have for them.
    var urls: [String: String] = [:]
    var files: [String: StaticFile] = [:]

    /// Nothing.
    init() {}

    /// - Throws: ``FeatureError`` where two bring the same.
    init<User: Account>(_ parts: [FeatureParts<User>], builtIn: [String: String], paths: PagePaths) throws {
        for part in parts {
            for (name, template) in part.templates {
                guard builtIn[name] == nil, templates.updateValue(template, forKey: name) == nil else {
                    throw FeatureError("two templates have the name \(name)")
                }
            }
            for (name, file) in part.files where files.updateValue(file, forKey: name) != nil {
                throw FeatureError("two features have a file \(name)")
            }
            texts += part.texts
            for page in part.pages {
                guard let path = paths[page.page], let name = page.linkName else { continue }
                urls[name] = page.suffix.isEmpty ? path : PagePaths.below(path, page.suffix)
            }
        }
        templates["account-links"] = Self.links(parts.flatMap(\.sections).compactMap(\.link), paths)
        templates["account-sections"] = Self.partials(parts.flatMap(\.sections))
        templates["security-sections"] = Self.partials(parts.flatMap(\.securitySections))
        templates["sign-up-ways"] = Self.signUpWays(parts.flatMap(\.signUpWays), paths)
        templates["ways-in"] = Self.waysIn(parts.flatMap(\.waysIn), paths)
    }

    private static func partials<User: Account>(_ sections: [AccountSection<User>]) -> String {
        sections.compactMap(\.template).map { "{{> \($0)}}\n" }.joined()
    }

    /// Made at the start and translated with the other templates, so that they cost a page nothing.
    private static func links(_ links: [(page: PageName, title: String)], _ paths: PagePaths) -> String {
        links.filter { paths[$0.page] != nil }.map { link in
            "<li><a href=\"{{urls.\(link.page)}}\">{{#_}}\(link.title){{/_}}</a></li>\n"
        }.joined()
    }

    private static func signUpWays<User: Account>(_ ways: [SignUpWay<User>], _ paths: PagePaths) -> String {
        guard let path = paths[.signUp] else { return "" }
        return ways.map { way in
            let link = "{{prefix}}\(PagePaths.below(path, way.name + "/")){{#next}}{{query}}{{/next}}"
            return "<p class=\"aside\"><a href=\"\(link)\">{{#_}}\(way.title){{/_}}</a></p>\n"
        }.joined()
    }

    private static func waysIn(_ ways: [WayIn], _ paths: PagePaths) -> String {
        ways.compactMap { way in
            guard let path = paths[way.page] else { return nil }
            if let template = way.template { return "{{> \(template)}}\n" }
            return """
                <form method="post" action="{{prefix}}\(PagePaths.below(path, way.suffix))">
                <input type="hidden" name="csrfmiddlewaretoken" value="{{csrf_token}}">
                {{#next}}<input type="hidden" name="next" value="{{next}}">{{/next}}
                <button type="submit" class="quiet">{{#_}}\(way.title){{/_}}</button>
                </form>

                """
        }.joined()
    }
}
