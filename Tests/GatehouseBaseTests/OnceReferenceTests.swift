import Testing

@testable import GatehouseBase

@Suite("References that are set once")
struct OnceReferenceTests {
    private final class Value: Sendable {
        let number: Int
        private let gone: @Sendable () -> Void
        init(_ number: Int, gone: @escaping @Sendable () -> Void = {}) { (self.number, self.gone) = (number, gone) }
        deinit { gone() }
    }
    private final class Holder: Sendable { let reference = OnceReference<Value>() }

    @Test("the first of many at a time is stored, and all get it")
    func first() async {
        let holder = Holder()
        #expect(holder.reference.load() == nil)
        let seen = await withTaskGroup(of: Int.self) { group in
            for number in 0..<64 { group.addTask { holder.reference.storeIfNil(Value(number)).number } }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(seen.count == 1 && seen.first == holder.reference.load()?.number)
    }

    @Test("what is stored lives as long as its holder, and what came second does not")
    func life() async {
        await confirmation("values are gone", expectedCount: 2) { gone in
            do {
                let holder = Holder()
                holder.reference.storeIfNil(Value(1) { gone() })
                holder.reference.storeIfNil(Value(2) { gone() })
                #expect(holder.reference.load()?.number == 1)
            }
        }
    }
}
