import GatehouseBSON
import GatehouseBase

/// The values of documents that were read not long ago: one that is read again and has the same bytes is not decoded
/// again. What is in the store counts; this only saves the work.
struct DecodedDocuments<Root: Document>: Sendable {
    /// An object, so that the table of them is small however large a document's type is.
    private final class Entry: Sendable {
        let document: BSONDocument
        let root: Root

        init(_ document: BSONDocument, _ root: Root) {
            // Of its own: else it would hold on to all that was found with it.
            self.document = document.detached
            self.root = root
        }
    }

    /// In bytes of their documents; the values take about as much again.
    private static var capacity: Int { 1 << 19 }

    /// Nil for classes: one request must not see what another does to its object.
    private let recent: RecentValues<BSONDocument, Entry>?
    private let schema: Schema<Root>

    init(_ schema: Schema<Root>) {
        self.schema = schema
        recent = Root.self is AnyObject.Type ? nil : RecentValues(size: Self.capacity)
    }

    /// The value of the document that was found by a key.
    ///
    /// - Throws: ``DocumentError`` with code `undecodable`.
    func root(of document: BSONDocument, foundBy key: BSONDocument) throws -> Root {
        guard let recent else { return try schema.read(document) }
        if let entry = recent.value(for: key), entry.document == document {
            return entry.root
        }
        let root = try schema.read(document)
        recent.keep(Entry(document, root), for: key.detached, size: document.byteCount)
        return root
    }
}
