package import GatehouseBSON

/// What is to be done so that wanted indexes are there: those that are there under any name are left alone.
package struct IndexPlan: Sendable {
    /// Those to be made.
    package private(set) var missing: [MongoIndex] = []
    /// What is there once they are made.
    package private(set) var report: IndexReport

    package init(of collection: String, wanted: [MongoIndex], found: [BSONDocument]) {
        report = IndexReport(collection: collection)
        for index in wanted {
            if let same = found.first(where: { IndexShape.serves($0, index) }) {
                report.present.append(same["name"]?.string ?? index.name)
            } else if let other = found.first(where: { IndexShape.isSamePlace($0, index) }) {
                report.differing.append(IndexDifference(other, wanted: index, collection: collection))
            } else {
                missing.append(index)
            }
        }
        report.made = missing.map(\.name)
    }

    /// What must be mended by hand first; nil for nothing.
    package var conflict: IndexConflictError? {
        report.differing.contains(where: \.isHarmful) ? IndexConflictError(report: report) : nil
    }

    /// - Throws: ``IndexConflictError``.
    package func check() throws { if let conflict { throw conflict } }
}
