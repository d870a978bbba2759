import Foundation
import GatehouseBase
import NIOPosix

/// Leaked passwords in files of this machine, as the downloaders of Have I Been Pwned write them: a folder of files
/// `21BD1.txt` with lines of `SUFFIX:COUNT`, or one file with sorted lines of `SHA1:COUNT`.
public struct BreachedPasswordFile: BreachedPasswordSource {
    private let path: String

    /// The files at a path.
    public init(path: String) { self.path = path }

    /// The lines of a range, read off the event loops.
    ///
    /// - Throws: what the file system throws, also where the file of a range is not there.
    public func range(_ prefix: String) async throws -> String {
        let path = path
        return try await NIOThreadPool.singleton.runIfActive { try Self.read(prefix, at: path) }
    }

    private static func read(_ prefix: String, at path: String) throws -> String {
        var isFolder = ObjCBool(false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CocoaError(.fileNoSuchFile)
        }
        if isFolder.boolValue {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(prefix).txt"))
            return String(decoding: data.dropFirst(ByteOrderMark.length(data)), as: UTF8.self)
        }
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        return try SortedLines(file).lines(startingWith: Array(prefix.utf8))
            .map { String(decoding: $0.dropFirst(prefix.utf8.count), as: UTF8.self) }.joined(separator: "\n")
    }
}

/// A large file of sorted lines, in which a beginning is found by halving.
private struct SortedLines {
    private let file: FileHandle
    private let size: UInt64
    /// Where the first line begins.
    private let start: UInt64
    private static let blockSize = 65_536

    init(_ file: FileHandle) throws {
        self.file = file
        size = try file.seekToEnd()
        try file.seek(toOffset: 0)
        start = UInt64(ByteOrderMark.length(try file.read(upToCount: 3) ?? Data()))
    }

    func lines(startingWith prefix: [UInt8]) throws -> [ArraySlice<UInt8>] {
        var low = start
        var high = size
        while high - low > UInt64(Self.blockSize) {
            let middle = low + (high - low) / 2
            // The line that begins after the middle tells which half to go on with.
            let lines = try block(at: middle)
            guard lines.count > 1, lines[1].lexicographicallyPrecedes(prefix) else {
                high = middle
                continue
            }
            low = middle
        }
        var found: [ArraySlice<UInt8>] = []
        // The middle of a file is the middle of a line, which belongs to what lies before.
        var position = low == start ? start : try startOfLine(after: low)
        while position < size {
            let data = try bytes(at: position)
            let end = data.lastIndex(of: 0x0A).map { $0 + 1 } ?? data.endIndex
            guard end > 0 else { break }
            for line in data[..<end].split(separator: 0x0A) {
                if line.starts(with: prefix) {
                    found.append(line)
                } else if prefix.lexicographicallyPrecedes(line) {
                    return found
                }
            }
            position += UInt64(end)
        }
        return found
    }

    private func startOfLine(after position: UInt64) throws -> UInt64 {
        let data = try bytes(at: position)
        return position + UInt64(data.firstIndex(of: 0x0A).map { $0 + 1 } ?? data.count)
    }

    private func bytes(at position: UInt64) throws -> [UInt8] {
        try file.seek(toOffset: position)
        return Array(try file.read(upToCount: Self.blockSize) ?? Data())
    }

    private func block(at position: UInt64) throws -> [ArraySlice<UInt8>] {
        try bytes(at: position).split(separator: 0x0A, omittingEmptySubsequences: false)
    }
}
