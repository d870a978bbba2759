import Gatehouse
import GatehouseAuth
import GatehouseWeb

extension FeatureConformance {
    static var nameChecks: [Check] {
        [
            site("its name, and those of its steps and commands, are small letters, digits and hyphens") {
                _, parts, subject in
                let names = [subject.feature.name] + parts.steps.map(\.name) + parts.commands.map(\.name)
                for name in names { try expect(isName(name, with: UInt8(ascii: "-")), "\"\(name)\" is another") }
            },
            site("the names of its pages and records are small letters, digits and underscores") { _, parts, _ in
                for name in parts.pages.map(\.page.description) + parts.records.map(\.name) {
                    try expect(isName(name, with: UInt8(ascii: "_")), "\"\(name)\" is another")
                }
            },
            site("no two of its steps, commands or records have one name") { _, parts, _ in
                for names in [parts.steps.map(\.name), parts.commands.map(\.name), parts.records.map(\.name)] {
                    let twice = names.first { name in names.count { $0 == name } > 1 }
                    try expect(twice == nil, "\(twice ?? "") is there twice")
                }
            },
            site("each command and each page says in one line what it does") { _, parts, _ in
                for summary in parts.commands.map(\.summary) + parts.pages.map(\.summary) {
                    try expect(!summary.isEmpty && !summary.contains(where: \.isNewline), "\"\(summary)\" is none")
                }
            },
        ]
    }
}
