/// How BSON values look in JSON. Source: MongoDB specifications, "Extended JSON", version 2.
public enum ExtendedJSON: Sendable {
    /// Every type can be told from the text: `{"$numberInt": "1"}`.
    case canonical
    /// Numbers and dates as people read them: `1`, `{"$date": "2023-11-14T22:13:20Z"}`.
    case relaxed
}

extension BSONDocument {
    /// The document as extended JSON, for tools and logs. It shows every value; keep it out of logs that outlive a
    /// search for a fault.
    public func extendedJSON(_ form: ExtendedJSON = .relaxed) -> String {
        var writer = ExtendedJSONWriter(form: form)
        writer.write(.document(self))
        return writer.text
    }
}

extension BSONValue {
    /// The value as extended JSON.
    public func extendedJSON(_ form: ExtendedJSON = .relaxed) -> String {
        var writer = ExtendedJSONWriter(form: form)
        writer.write(self)
        return writer.text
    }
}
