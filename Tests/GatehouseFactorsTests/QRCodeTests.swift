import Foundation
import Testing

@testable import GatehouseFactors

@Suite("QR codes")
struct QRCodeTests {
    @Test("each size holds what the standard's table says, and no byte more")
    func capacity() {
        // ISO/IEC 18004:2015, table 7, level M, byte mode: versions 1, 2, 9, 10, 26, 27 and 40.
        let table = [1: 14, 2: 26, 9: 180, 10: 213, 26: 1059, 27: 1125, 40: 2331]
        for (number, bytes) in table {
            #expect(QRVersion(number: number).capacity == bytes)
            #expect(QRVersion.holding(bytes)?.number == number)
        }
        #expect(QRCode(String(repeating: "a", count: 2332)) == nil)
        #expect(QRVersion(number: 7).alignment == [6, 22, 38])
        #expect(QRVersion(number: 32).alignment == [6, 34, 60, 86, 112, 138])
        #expect(QRVersion(number: 40).alignment == [6, 30, 58, 86, 114, 142, 170])
    }

    @Test("the correction of the standard's example")
    func correction() {
        // ISO/IEC 18004:2015, annex I: 01234567 at 1-M.
        let data: [UInt8] = [16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17]
        #expect(
            ReedSolomon(correction: 10).correction(of: data) == [165, 36, 212, 193, 237, 54, 199, 135, 44, 85])
    }

    @Test(
        "TO6: a reader of its own decodes all kinds of sizes", .enabled(if: Zbar.path != nil),
        arguments: [1, 2, 6, 7, 9, 10, 14, 21, 26, 27, 32, 40])
    func decoded(number: Int) throws {
        let version = QRVersion(number: number)
        // Letters of one byte and of more, as many as it holds.
        let text = "otpauth é " + String(repeating: "x\(number)y", count: 700)
        let bytes = Array(text.utf8.prefix(version.capacity))
        #expect(try Zbar.read(QRCode(bytes, version)) == String(decoding: bytes, as: UTF8.self))
    }

    @Test("TO6: the picture of an app's address decodes to it", .enabled(if: Zbar.path != nil))
    func picture() throws {
        let url = OneTimePassword(secret: Array("12345678901234567890".utf8))
            .url(issuer: "Gatehouse", account: "grüße@example.com")
        let code = try #require(QRCode(url))
        #expect(try Zbar.read(code) == url)
        let svg = code.svg
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(code.size + 8) "))
        // Each dark module is drawn once: the lengths of the path's strokes are their number.
        let path = try #require(svg.split(separator: "<path fill=\"#000\"").last)
        let strokes = path.split(separator: "h").compactMap { Int($0.prefix { $0.isNumber }) }
        let dark = (0..<code.size * code.size).count { code[$0 / code.size, $0 % code.size] }
        #expect(strokes.reduce(0, +) == dark)
    }
}

/// Debian's zbarimg, which reads QR codes.
enum Zbar {
    static let path = ["/usr/bin/zbarimg", "/usr/local/bin/zbarimg", "/opt/homebrew/bin/zbarimg"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static func read(_ code: QRCode) throws -> String {
        let scale = 4
        let side = (code.size + 2 * QRCode.border) * scale
        var image = Array("P5 \(side) \(side) 255\n".utf8)
        for row in 0..<side {
            for column in 0..<side {
                let (line, place) = (row / scale - QRCode.border, column / scale - QRCode.border)
                let isInside = (0..<code.size).contains(line) && (0..<code.size).contains(place)
                image.append(isInside && code[line, place] ? 0 : 255)
            }
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "qr-\(UUID().uuidString).pgm")
        try Data(image).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: path ?? "")
        process.arguments = ["--quiet", "--raw", "-Sbinary", "-Sdisable", "-Sqrcode.enable", file.path()]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
