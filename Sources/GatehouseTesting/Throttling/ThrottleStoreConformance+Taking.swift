import GatehouseAuth

extension ThrottleStoreConformance {
    static var takeChecks: [Check] {
        [
            Check("as many tries are let through as the rule says, and the next one is told until when it waits") {
                store in
                let trial = ThrottleTrial(store)
                for number in 1...3 {
                    let verdict = try await trial.take(at: Double(number))
                    try expect(verdict.isAllowed, "try \(number) of 3 was refused")
                    try expect(verdict.blockedUntil == nil, "a try that was let through is told to wait")
                }
                try await trial.expectBlock(at: 4, until: 6)
            },
            Check("each try counts for its own window of time") { store in
                let trial = ThrottleTrial(store)
                let expected = [(0.0, true), (4, true), (8, true), (10, true), (13.5, false)]
                for (time, isAllowed) in expected {
                    try expect(
                        try await trial.take(at: time).isAllowed == isAllowed,
                        "the try after \(time) s was \(isAllowed ? "refused" : "let through")")
                }
            },
            Check("buckets are counted apart, whatever their names hold") { store in
                let first = ThrottleTrial(store)
                for name in ["", ".", "$x", "a.b", "ä", ":", "%25", "\"", "日本", String(repeating: "x", count: 200)] {
                    let other = ThrottleTrial(store, bucket: first.bucket + name + "-")
                    try await other.fill()
                    try await other.expectBlock(at: 0, until: 2)
                }
                try expect(try await first.take(at: 0).isAllowed, "tries of another bucket count")
            },
            Check("of many tries at the same time exactly as many are let through as the rule says") { store in
                let trial = ThrottleTrial(store)
                let allowed = try await inParallel(40) { _ in try await trial.take(at: 0).isAllowed }
                try expect(allowed.count { $0 } == 3, "\(allowed.count { $0 }) of 40 were let through, not 3")
            },
        ]
    }

    static var blockChecks: [Check] {
        [
            Check("asking during a block does not make it longer, and after it as many are let through as before") {
                store in
                let trial = ThrottleTrial(store)
                try await trial.fill()
                for time in [0, 0.5, 1.999] { try await trial.expectBlock(at: time, until: 2) }
                for number in 1...3 {
                    try expect(try await trial.take(at: 2).isAllowed, "try \(number) after the block was refused")
                }
            },
            Check("blocks double up to the greatest, and after a pause as long as that the first is short again") {
                store in
                let trial = ThrottleTrial(store)
                var now = 0.0
                for length in [2.0, 4, 7, 7] {
                    try await trial.fill(at: now)
                    try await trial.expectBlock(at: now, until: now + length)
                    now += length
                }
                now += 7
                try await trial.fill(at: now)
                try await trial.expectBlock(at: now, until: now + 2)
            },
            Check("a block that a clock far ahead has set does not last") { store in
                let trial = ThrottleTrial(store)
                try await trial.fill(at: 86_400)
                try await trial.expectBlock(at: 86_400, until: 86_402)
                try expect(try await trial.take(at: 0).isAllowed, "the block is longer than the greatest")
            },
        ]
    }
}
