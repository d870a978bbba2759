import GatehouseBase
import Testing

@Suite("Recent values")
struct RecentValuesTests {
    @Test("a value is kept for its key, and the last one counts")
    func kept() {
        let lengths = RecentValues<String, Int>(size: 10)
        #expect(lengths.value(for: "word") == nil)
        lengths.keep(4, for: "word")
        #expect(lengths.value(for: "word") == 4)
        lengths.keep(5, for: "word")
        #expect(lengths.value(for: "word") == 5)
    }

    @Test("there are never more than it has room for, and those that are asked for stay")
    func bounded() {
        let values = RecentValues<Int, Int>(size: 20)
        values.keep(-1, for: -1)
        for number in 0..<1000 {
            values.keep(number, for: number)
            #expect(values.value(for: number) == number)
            #expect(values.value(for: -1) == -1, "asked for all the time")
        }
        let left = (0..<1000).filter { values.value(for: $0) != nil }
        #expect(left.count <= 20 && left.count >= 5)
    }

    @Test("values take the room that is told, and one that takes more than a half is not kept")
    func sizes() {
        let texts = RecentValues<Int, String>(size: 100)
        texts.keep("too long", for: 0, size: 51)
        #expect(texts.value(for: 0) == nil)
        for number in 1...9 { texts.keep("text", for: number, size: 20) }
        #expect((1...9).filter { texts.value(for: $0) != nil }.count <= 5)
        #expect(texts.value(for: 9) == "text")
    }
}
