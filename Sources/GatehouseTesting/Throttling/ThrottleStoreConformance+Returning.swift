import GatehouseAuth

extension ThrottleStoreConformance {
    static var returnChecks: [Check] {
        [
            Check("the last try of a bucket is given back, and no more") { store in
                let trial = ThrottleTrial(store)
                for time in [0.0, 1, 2] { _ = try await trial.take(at: time) }
                try await store.giveBack(trial.bucket)
                try expect(try await trial.take(at: 3).isAllowed, "the try was not given back")
                try await trial.expectBlock(at: 4, until: 6)
            },
            Check("giving back leaves a block, and what is not there") { store in
                let trial = ThrottleTrial(store)
                try await store.giveBack(trial.bucket)
                try await trial.fill()
                try await trial.expectBlock(at: 0, until: 2)
                try await store.giveBack(trial.bucket)
                try await trial.expectBlock(at: 1, until: 2)
            },
            Check("clearing forgets the tries, the block and how many blocks there were") { store in
                let trial = ThrottleTrial(store)
                try await store.clear(trial.bucket)
                try await trial.fill()
                try await trial.expectBlock(at: 0, until: 2)
                try await store.clear(trial.bucket)
                try await trial.fill()
                try await trial.expectBlock(at: 0, until: 2)
            },
            Check("what a right password takes back is taken back from each bucket") { store in
                let cleared = [ThrottleTrial(store), ThrottleTrial(store)]
                let givenBack = [ThrottleTrial(store), ThrottleTrial(store)]
                let other = ThrottleTrial(store)
                for trial in cleared + givenBack + [other] { try await trial.fill() }
                try await store.settle(clearing: cleared.map(\.bucket), givingBackTo: givenBack.map(\.bucket))
                for trial in cleared {
                    try await trial.fill()
                    try await trial.expectBlock(at: 0, until: 2)
                }
                for trial in givenBack {
                    try expect(try await trial.take(at: 0).isAllowed, "the try was not given back")
                    try await trial.expectBlock(at: 0, until: 2)
                }
                try await other.expectBlock(at: 0, until: 2)
                try await store.settle(clearing: [], givingBackTo: [])
            },
        ]
    }
}
