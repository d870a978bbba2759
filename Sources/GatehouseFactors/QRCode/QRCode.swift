/// A QR code, as a phone's camera reads it (ISO/IEC 18004:2015): bytes in UTF-8, error correction level M, the mask that
/// is easiest to read.
///
/// ```swift
/// let picture = QRCode("otpauth://totp/…")?.svg
/// ```
public struct QRCode: Sendable, Hashable {
    private let matrix: QRMatrix

    /// The code of a text; nil where it has more than 2,331 bytes.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let version = QRVersion.holding(bytes.count) else { return nil }
        self.init(bytes, version)
    }

    init(_ bytes: [UInt8], _ version: QRVersion) {
        var plain = QRMatrix(version)
        plain.draw(QRData.codewords(bytes, version))
        let masked = (0..<8).map { plain.masked($0) }.map { (code: $0, penalty: QRMask.penalty($0)) }
        var best = masked[0]
        for next in masked where next.penalty < best.penalty { best = next }
        matrix = best.code
    }

    /// Modules on each side, without the border.
    public var size: Int { matrix.size }

    /// Whether a module is dark; row and column from 0 at the top left.
    public subscript(row: Int, column: Int) -> Bool { matrix[row, column] }

    /// The modules of light border that a reader needs on each side.
    static let border = 4

    /// A picture with the border: dark on white whatever the page's colours, one path, as large as the page makes it.
    public var svg: String {
        let side = size + 2 * Self.border
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                let start = column
                while column < size, self[row, column] { column += 1 }
                if column > start {
                    path += "M\(start + Self.border) \(row + Self.border)h\(column - start)v1H\(start + Self.border)z"
                }
                column = max(column, start + 1)
            }
        }
        return
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(side) \(side)\" role=\"img\" shape-rendering=\"crispEdges\">"
            + "<path fill=\"#fff\" d=\"M0 0h\(side)v\(side)H0z\"/><path fill=\"#000\" d=\"\(path)\"/></svg>"
    }
}
