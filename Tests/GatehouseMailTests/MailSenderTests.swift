import Foundation
import Logging
import Testing

@testable import GatehouseMail

@Suite("Sending mails beside requests", .timeLimit(.minutes(10)))
struct MailSenderTests {
    private static func limits(_ change: (inout MailSender.Limits) -> Void = { _ in }) -> MailSender.Limits {
        var limits = MailSender.Limits()
        limits.jitter = { $0 }
        change(&limits)
        return limits
    }

    /// Waits for ever, except for the end of the task.
    @Sendable private static func never(_: Duration) async throws {
        _ = try await MemoryMailTransport().next(to: "")
    }

    @Test("a mail that is taken is sent, without the service running")
    func sends() async throws {
        let mails = MemoryMailTransport()
        let sender = MailSender(mails)
        #expect(sender.enqueue(.test()))
        #expect(try await mails.next(to: "ann@example.org").subject == "Hello")
    }

    @Test("a transport that never answers keeps no request waiting (E4)")
    func stalled() async throws {
        let gate = Gate()
        let mails = MemoryMailTransport { _ in await gate.wait() }
        let sender = MailSender(mails, limits: Self.limits { $0.concurrent = 2 })
        // The gate opens after the last of these calls returned: had one waited, none would ever be sent.
        for number in 0..<50 { #expect(sender.enqueue(.test(subject: "\(number)"))) }
        #expect(mails.messages.isEmpty)
        gate.open()
        await sender.drain(for: .seconds(600))
        #expect(mails.messages.count == 50)
    }

    @Test("a full queue refuses, and says so once and in no other way (E4)")
    func full() async throws {
        let gate = Gate()
        let log = LogLines()
        let mails = MemoryMailTransport { _ in await gate.wait() }
        let limits = Self.limits {
            $0.concurrent = 2
            $0.maximumWaiting = 3
        }
        let sender = MailSender(mails, limits: limits, logger: log.logger)
        let taken = (0..<8).map { sender.enqueue(.test(subject: "\($0)")) }
        #expect(taken == [true, true, true, true, true, false, false, false])
        #expect(log.all == ["error Mails are refused: too many wait, or the sender has ended"])
        gate.open()
        await sender.drain(for: .seconds(600))
        #expect(mails.messages.map(\.subject).sorted() == ["0", "1", "2", "3", "4"])
        #expect(sender.enqueue(.test()))
    }

    @Test("no more mails than allowed are under way at a time")
    func concurrency() async throws {
        let counts = Box((now: 0, most: 0))
        let mails = MemoryMailTransport { _ in
            counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            await Task.yield()
            counts.withLock { $0.now -= 1 }
        }
        let sender = MailSender(mails, limits: Self.limits { $0.concurrent = 3 })
        for _ in 0..<100 { sender.enqueue(.test()) }
        await sender.drain(for: .seconds(600))
        #expect(mails.messages.count == 100)
        #expect((1...3).contains(counts.now.most))
    }

    @Test("T4: a mail that is deferred is tried again after growing pauses, until it is too old")
    func retries() async throws {
        let time = TestTime()
        let tries = Box<[(id: String, at: Date)]>([])
        let log = LogLines()
        let mails = MemoryMailTransport { message in
            let now = time.now
            tries.withLock { $0.append((message.id, now)) }
            throw MailError(.deferred, status: 451, message: "ann@example.org, come back later")
        }
        let limits = Self.limits { $0.maximumAge = .seconds(40) }
        let sender = MailSender(mails, limits: limits, logger: log.logger, pause: time.pause, now: { time.now })
        let message = MailMessage.test()
        sender.enqueue(message)
        await sender.drain(for: .seconds(600))
        let all = tries.now
        let gaps = zip(all, all.dropFirst()).map { $1.at.timeIntervalSince($0.at) }
        #expect(all.count >= 4 && all.allSatisfy { $0.id == message.id })
        for (gap, least) in zip(gaps, [1.0, 2, 4, 8, 16]) { #expect(gap >= least) }
        #expect(log.all.contains("info A mail could not be sent yet attempt=1 code=deferred status=451"))
        #expect(log.all.last == "error A mail was given up: it is too old")
    }

    @Test("a mail whose link has ended is of no use, and is not sent")
    func ended() async throws {
        let time = TestTime()
        let log = LogLines()
        let mails = MemoryMailTransport { _ in throw MailError(.unreachable) }
        let sender = MailSender(mails, limits: Self.limits(), logger: log.logger, pause: time.pause, now: { time.now })
        sender.enqueue(.test(), until: time.now.addingTimeInterval(90))
        await sender.drain(for: .seconds(600))
        #expect(log.all.last == "error A mail was given up: it is too old")
    }

    @Test(
        "T4: a transport that fails is told once, loudly, tried by one mail at a time, and told again when it works",
        arguments: [
            MailError(.unreachable), MailError(.timeout), MailError(.tls), MailError(.rejectedCredentials, status: 535),
            MailError(.storage),
        ])
    func failing(_ error: MailError) async throws {
        let time = TestTime()
        let log = LogLines()
        let tries = Box((count: 0, now: 0, most: 0))
        let mails = MemoryMailTransport { _ in
            let isDown = tries.withLock { tries in
                tries.count += 1
                tries.now += 1
                if tries.count > 4 { tries.most = max(tries.most, tries.now) }
                return tries.count < 10
            }
            await Task.yield()
            tries.withLock { $0.now -= 1 }
            if isDown { throw error }
        }
        let sender = MailSender(mails, limits: Self.limits(), logger: log.logger, pause: time.pause, now: { time.now })
        for number in 0..<20 { sender.enqueue(.test(subject: "\(number)")) }
        await sender.drain(for: .seconds(600))
        #expect(mails.messages.count == 20)
        let told = log.all.filter { $0.hasPrefix("error") || $0.hasPrefix("notice") }
        #expect(told.count == 2)
        #expect(
            told.first?.hasPrefix("error Mails cannot be sent; they wait until the transport works again code=") == true
        )
        #expect(told.last?.hasPrefix("notice Mails are sent again failures=") == true)
        #expect(sender.trouble == nil)
    }

    @Test("an error of somebody else's is tried again")
    func unknown() async throws {
        struct Own: Error {}
        let time = TestTime()
        let tries = Box(0)
        let mails = MemoryMailTransport { _ in
            let isEarly = tries.withLock { count in
                count += 1
                return count < 3
            }
            if isEarly { throw Own() }
        }
        let sender = MailSender(mails, limits: Self.limits(), pause: time.pause, now: { time.now })
        sender.enqueue(.test())
        await sender.drain(for: .seconds(600))
        #expect(tries.now == 3 && mails.messages.count == 1)
    }

    @Test("a failure for good is tried once, and logged without address, subject or text (L2)")
    func permanent() async throws {
        let log = LogLines()
        let tries = Box(0)
        let mails = MemoryMailTransport { _ in
            tries.withLock { $0 += 1 }
            throw MailError(.refused, status: 550, message: "no such user: canary@example.org")
        }
        let sender = MailSender(mails, limits: Self.limits(), logger: log.logger)
        sender.enqueue(.test(to: "canary@example.org", subject: "canary", text: "canary"))
        await sender.drain(for: .seconds(600))
        #expect(tries.now == 1)
        #expect(log.all == ["error A mail was given up attempt=1 code=refused status=550"])
    }

    @Test("a mail that pauses keeps no other from being sent")
    func pausing() async throws {
        let mails = MemoryMailTransport { if $0.subject == "bad" { throw MailError(.deferred) } }
        let sender = MailSender(mails, limits: Self.limits { $0.concurrent = 1 }, pause: Self.never)
        sender.enqueue(.test(subject: "bad"))
        sender.enqueue(.test(subject: "good"))
        #expect(try await mails.next(to: "ann@example.org").subject == "good")
    }

    @Test("draining ends in time whatever the transport does, and tells how many mails were lost")
    func drain() async throws {
        let gate = Gate()
        let log = LogLines()
        let stalled = Box(0)
        let mails = MemoryMailTransport {
            if $0.subject == "pauses" { throw MailError(.deferred) }
            stalled.withLock { $0 += 1 }
            await gate.wait()
        }
        let timeToGo = Gate()
        let sender = MailSender(mails, limits: Self.limits { $0.concurrent = 2 }, logger: log.logger) { duration in
            if duration == .seconds(10) { await timeToGo.wait() } else { try await Self.never(duration) }
        }
        sender.enqueue(.test(subject: "pauses"))
        await wait { log.all.count == 1 }
        for _ in 0..<4 { sender.enqueue(.test(subject: "stalls")) }
        await wait { stalled.now == 2 }
        timeToGo.open()
        await sender.drain(for: .seconds(10))
        gate.open()
        #expect(log.all.last == "error Mails were lost: they could not be sent in time count=5")
        // Nothing of the queue goes out later, but what was under way could not be held back.
        await wait { mails.messages.count == 2 }
        #expect(log.all.filter { $0.hasPrefix("error") }.count == 1)
    }

    @Test("the service sends what is left when it is told to stop, then takes no more and ends the transport")
    func service() async throws {
        struct Ending: MailTransport {
            let inner: MemoryMailTransport
            let ended: Box<Int>
            func send(_ message: MailMessage) async throws { try await inner.send(message) }
            func shutdown() async { ended.withLock { $0 += 1 } }
        }
        let gate = Gate()
        let ending = Ending(inner: MemoryMailTransport { _ in await gate.wait() }, ended: Box(0))
        let sender = MailSender(ending, limits: Self.limits(), pause: Self.never)
        let service = Task { try await sender.run() }
        for _ in 0..<20 { sender.enqueue(.test()) }
        service.cancel()
        gate.open()
        try await service.value
        #expect(ending.inner.messages.count == 20)
        #expect(ending.ended.now == 1)
        #expect(!sender.enqueue(.test()))
    }
}
