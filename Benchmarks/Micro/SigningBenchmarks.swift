import Benchmark
import Gatehouse

private let secret = "a key of the benchmarks, of fifty characters or more"
private let keys = SecretKeys(secret)

func benchmarkSigning() {
    Benchmark("Signing: a salted HMAC with its key ready") { benchmark in
        let key = SaltedHMAC.Key(salt: "salt", secret: secret)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(key.code(for: Person.ada.password.text)) }
    }
    Benchmark("Signing: a signed value is verified") { benchmark in
        let signer = try Signer(keys: keys)
        let signed = signer.sign("ada@example.com")
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try signer.unsign(signed)) }
    }
    Benchmark("Signing: a masked CSRF token") { benchmark in
        let secret = CSRFToken.makeSecret()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(CSRFToken.mask(secret)) }
    }
}

func benchmarkCookies() {
    Benchmark("Cookie: a value to the name of its session") { benchmark in
        let value = SessionToken().text
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(SessionToken(value)?.id) }
    }
    Benchmark("Cookie: a signed one is verified") { benchmark in
        let cookie = SignedCookie("theme", keys: keys)
        let value = cookie.sign("dark")
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try cookie.unsign(value)) }
    }
}
