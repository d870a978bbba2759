import GatehouseBSON

extension SessionRecord {
    /// The same record with storage of its own: documents and lists that were read share the bytes of the whole answer
    /// they came with, and a copy must not keep those.
    var detached: SessionRecord {
        var record = self
        for key in data.keys {
            switch data[key] {
            case .document(let document)?: record.data[key] = .document(document.detached)
            case .array(let array)?: record.data[key] = .array(array.detached)
            default: break
            }
        }
        return record
    }
}
