import Testing

@testable import GatehouseMail

@Suite("The queue of mails")
struct MailQueueStateTests {
    private func isRefused(_ entry: MailQueueState.Entry, isFirst: Bool) -> Bool {
        if case .refused(isFirst) = entry { true } else { false }
    }

    @Test("so many are under way, so many wait in order, and one more is refused")
    func bounds() throws {
        var queue = MailQueueState(concurrent: 2, maximumWaiting: 2)
        let entries = (1...6).map { queue.enter(.test(subject: "\($0)")) }
        let first = try #require(entries[0].started)
        #expect(entries.map { $0.started?.message.subject } == ["1", "2", nil, nil, nil, nil])
        #expect(queue.waitingCount == 2)
        #expect(isRefused(entries[4], isFirst: true) && isRefused(entries[5], isFirst: false))
        let next = queue.finish(first.id)
        #expect(next?.message.subject == "3" && next?.attempt == 1)
        let later = (7...8).map { queue.enter(.test(subject: "\($0)")) }
        #expect(!isRefused(later[0], isFirst: true) && isRefused(later[1], isFirst: true))
    }

    @Test("a mail that pauses keeps nobody from being sent, and keeps its place in the count")
    func pausing() throws {
        var queue = MailQueueState(concurrent: 1, maximumWaiting: 1)
        let firstStart = queue.startFirst("1")
        let first = try #require(firstStart)
        let afterPause = queue.pause(first.id)
        #expect(afterPause?.id == nil && queue.waitingCount == 1)
        let secondStart = queue.startFirst("2")
        let second = try #require(secondStart)
        let third = queue.enter(.test())
        #expect(isRefused(third, isFirst: true))
        let afterResume = queue.resume(first)
        #expect(afterResume?.id == nil)
        let next = queue.finish(second.id)
        let again = try #require(next)
        #expect(again.message.subject == "1" && again.attempt == 2)
        let afterAll = queue.finish(again.id)
        #expect(afterAll?.id == nil && queue.isIdle)
    }

    @Test("mails that were abandoned do not come back")
    func abandoned() throws {
        var queue = MailQueueState(concurrent: 1, maximumWaiting: 5)
        let firstStart = queue.startFirst("1")
        let first = try #require(firstStart)
        _ = queue.pause(first.id)
        let secondStart = queue.startFirst("2")
        let second = try #require(secondStart)
        _ = queue.enter(.test())
        let lost = queue.abandon()
        #expect(lost == 3 && queue.isIdle)
        let next = [queue.resume(first), queue.finish(second.id), queue.pause(second.id)]
        #expect(next.allSatisfy { $0?.id == nil } && queue.isIdle)
    }

    @Test("a closed queue takes no mail in")
    func closed() throws {
        var queue = MailQueueState(concurrent: 1, maximumWaiting: 1)
        queue.close()
        let entry = queue.enter(.test())
        #expect(isRefused(entry, isFirst: true))
    }

    @Test("pauses double up to the longest")
    func pauses() {
        var limits = MailSender.Limits()
        limits.jitter = { $0 }
        let pauses = [1, 2, 3, 4, 6, 7, 8, 1000].map { limits.pause(after: $0).components.seconds }
        #expect(pauses == [1, 2, 4, 8, 32, 60, 60, 60])
        limits.jitter = { $0 * 2 }
        #expect(limits.pause(after: 1) == .seconds(2))
    }
}

extension MailQueueState.Entry {
    fileprivate var started: MailQueueState.Mail? {
        if case .start(let mail) = self { mail } else { nil }
    }
}

extension MailQueueState {
    fileprivate mutating func startFirst(_ subject: String) -> Mail? { enter(.test(subject: subject)).started }
}
