/// What a model looks like besides its texts: which names it has, which truths, how many of what. Two models of one
/// shape make the same page but for their texts.
struct ModelShape {
    /// The shape itself, to compare.
    struct Key: Hashable {
        fileprivate(set) var bytes: [UInt8] = []

        // All at once, not byte by byte as arrays are.
        func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
    }

    private(set) var key = Key()
    /// The texts that are not empty, in the order in which they stand in the model.
    private(set) var texts: [String] = []

    /// The shape of a model, told from others by what it is for.
    init(of model: TemplateModel, for purpose: String, _ language: String) {
        key.bytes.reserveCapacity(512)
        texts.reserveCapacity(24)
        append(purpose)
        append(language)
        append(model)
    }

    private mutating func append(_ text: String) {
        key.bytes.append(contentsOf: text.utf8)
        key.bytes.append(0xFF)  // in no text of UTF-8
    }

    private mutating func append(_ model: TemplateModel) {
        key.bytes.append(UInt8(ascii: "{"))
        for member in model.members {
            append(member.name)
            append(member.value)
        }
        key.bytes.append(UInt8(ascii: "}"))
    }

    private mutating func append(_ value: TemplateValue) {
        switch value {
        case .text(let text):
            // Templates may ask whether a text is empty.
            key.bytes.append(UInt8(ascii: text.isEmpty ? "e" : "t"))
            if !text.isEmpty { texts.append(text) }
        case .flag(let isOn): key.bytes.append(UInt8(ascii: isOn ? "1" : "0"))
        case .list(let values):
            key.bytes.append(UInt8(ascii: "["))
            for value in values { append(value) }
            key.bytes.append(UInt8(ascii: "]"))
        case .object(let model): append(model)
        }
    }
}
