import HTTPTypes

extension HTTPFields {
    /// The value of a field; joined where it is there more than once. As the subscript, without its work for a field
    /// that is there once or not at all.
    func value(_ name: HTTPField.Name) -> String? {
        var found: String?
        for field in self where field.name == name {
            guard found == nil else { return self[name] }
            found = field.value
        }
        return found
    }
}
