import Benchmark
import Gatehouse

func benchmarkBSON() {
    Benchmark("BSON: an account to its document") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try Person.schema.encode(.ada)) }
    }
    Benchmark("BSON: bytes checked and read as an account") { benchmark in
        let bytes = try Person.schema.encode(.ada).bytes
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try Person.schema.decode(BSONDocument(validating: bytes)))
        }
    }
    Benchmark("BSON: the last value of a document by its key") { benchmark in
        let document = try Person.schema.encode(.ada)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(document["signup_date"]) }
    }
}
