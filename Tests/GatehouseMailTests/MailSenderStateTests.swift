import Foundation
import Testing

@testable import GatehouseMail

@Suite("What a sender has in hand")
struct MailSenderStateTests {
    private func mail(_ subject: String) -> WaitingMail {
        WaitingMail(.test(subject: subject), dueAt: .distantPast, expiresAt: .distantFuture)
    }

    @Test("so many are held, one more is refused, and only the first refusal is told")
    func bounds() {
        var hand = MailSenderState(concurrent: 1, maximumWaiting: 2)
        let entries = (1...5).map { hand.accept(mail("\($0)")) }
        #expect(entries == [.accepted, .accepted, .accepted, .refused(isFirst: true), .refused(isFirst: false)])
        #expect(hand.nextToStore(most: 2).map(\.message.subject) == ["1", "2"])
        hand.stored(2, areGone: false)
        #expect(hand.nextToStore(most: 2).map(\.message.subject) == ["3"])
        #expect(hand.accept(mail("6")) == .refused(isFirst: false))
        hand.release(1)
        #expect(hand.accept(mail("7")) == .accepted)
        #expect(hand.accept(mail("8")) == .refused(isFirst: true))
    }

    @Test("mails that a database has leave room for others")
    func stored() {
        var hand = MailSenderState(concurrent: 1, maximumWaiting: 0)
        #expect(hand.accept(mail("1")) == .accepted)
        hand.stored(1, areGone: true)
        #expect(hand.accept(mail("2")) == .accepted && hand.held == 1)
        #expect(hand.abandon() == 1 && hand.held == 0)
        hand.close()
        #expect(hand.accept(mail("3")) == .refused(isFirst: true))
    }
}

@Suite("Whether a transport works")
struct MailTransportHealthTests {
    private let start = Date(timeIntervalSince1970: 1_795_544_572)
    private func pause(_ number: Int) -> Duration { .seconds(number) }

    @Test("the first failure of the transport is told, those of mails that were under way with it count for nothing")
    func fails() {
        var health = MailTransportHealth()
        #expect(health.mayTry(at: start, underWay: 3))
        #expect(health.failed("away", isOfTransport: true, at: start, pause: pause) == .failed)
        for _ in 0..<3 { #expect(health.failed("away", isOfTransport: true, at: start, pause: pause) == .none) }
        #expect(health.nextProbe == start.addingTimeInterval(1))
        #expect(!health.mayTry(at: start, underWay: 0))
        #expect(health.mayTry(at: health.nextProbe, underWay: 0) && !health.mayTry(at: health.nextProbe, underWay: 1))
        #expect(health.failed("away", isOfTransport: true, at: health.nextProbe, pause: pause) == .none)
        #expect(health.nextProbe == start.addingTimeInterval(3))
        #expect(health.answered() == .recovered(failures: 2, since: start))
        #expect(health.answered() == .none && health.mayTry(at: start, underWay: 3))
    }

    @Test("one deferred mail says nothing of the transport, five in a row do")
    func deferred() {
        var health = MailTransportHealth()
        for _ in 0..<4 { #expect(health.failed("later", isOfTransport: false, at: start, pause: pause) == .none) }
        #expect(health.answered() == .none)
        for _ in 0..<4 { #expect(health.failed("later", isOfTransport: false, at: start, pause: pause) == .none) }
        #expect(health.failed("later", isOfTransport: false, at: start, pause: pause) == .failed)
        #expect(health.fault?.reason == "later")
    }
}
