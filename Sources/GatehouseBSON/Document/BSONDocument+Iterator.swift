extension BSONDocument: Sequence {
    /// Walks the elements in order. The bytes were checked when the document was made.
    public struct Iterator: IteratorProtocol {
        let storage: ArraySlice<UInt8>
        var position: Int

        /// Where the parts of one element lie in the storage.
        struct Part {
            let type: BSONType
            let key: Range<Int>
            let value: Range<Int>
        }

        mutating func nextPart() -> Part? {
            guard let type = BSONType(rawValue: storage[position]), storage[position] != 0 else { return nil }
            let keyStart = position + 1
            let keyEnd = BSONBytes.endOfText(in: storage, from: keyStart)
            let valueStart = keyEnd + 1
            let valueEnd = valueStart + BSONBytes.size(of: type, in: storage, at: valueStart)
            position = valueEnd
            return Part(type: type, key: keyStart..<keyEnd, value: valueStart..<valueEnd)
        }

        func value(of element: Part) -> BSONValue {
            BSONBytes.value(of: element.type, in: storage[element.value])
        }

        /// The next key and its value; nil after the last.
        public mutating func next() -> (key: String, value: BSONValue)? {
            guard let element = nextPart() else { return nil }
            return (String(decoding: storage[element.key], as: UTF8.self), value(of: element))
        }
    }

    /// Whether there are more elements than a number.
    func hasMore(than count: Int) -> Bool {
        var iterator = makeIterator()
        var rest = count
        while iterator.nextPart() != nil {
            if rest == 0 { return true }
            rest -= 1
        }
        return false
    }

    /// Begins at the first element.
    public func makeIterator() -> Iterator {
        Iterator(storage: storage, position: storage.startIndex + 4)
    }
}
