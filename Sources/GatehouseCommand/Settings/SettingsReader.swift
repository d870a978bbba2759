import Configuration

/// Reads settings by the names of their environment variables and refuses values that do not fit, where the
/// configuration library would take the default.
struct SettingsReader {
    let config: ConfigReader
    /// All names that were asked for.
    let known = KnownSettings()

    func text(_ name: String) -> String? {
        known.add(name)
        let key = name.lowercased().split(separator: "_").joined(separator: ".")
        let value = config.string(forKey: ConfigKey(key))
        return value?.isEmpty == true ? nil : value
    }

    func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let text = text(name) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw SettingError(
                name: name, message: "must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default fallback: Choice
    ) throws -> Choice {
        guard let text = text(name) else { return fallback }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingError(name: name, message: "must be one of: \(names).")
        }
        return choice
    }

    func list(_ name: String) -> [String] {
        (text(name) ?? "").split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(
            start.prefix(start.lastIndex { $0 != " " }.map { start.distance(from: start.startIndex, to: $0) + 1 } ?? 0))
    }
}
